import { toAppError } from "../core/index.ts";
import { type Migration, checkCopy, copyDatabase } from "../storage/index.ts";
import { type DatabaseReport, databaseOrderSchema } from "./database-protocol.ts";

/** Does what main has asked of the process for it. */
export function doDatabaseWork(asked: unknown, migrations: readonly Migration[]): DatabaseReport {
  try {
    const order = databaseOrderSchema.parse(asked);
    if (order.type === "copy") copyDatabase(order.from, order.to);
    return { check: checkCopy(order.type === "copy" ? order.to : order.path, migrations) };
  } catch (thrown) {
    return { error: toAppError(thrown).toDto() };
  }
}
