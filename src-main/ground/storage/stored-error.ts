import type { ErrorDto } from "../../../src-shared/contract/index.ts";
import { errorSchema } from "../schemas/index.ts";
import { textOrNull } from "./columns.ts";
import type { Bindable, Row } from "./types.ts";

/** An error kept in four columns. `error_message` has words that were written before there were keys, and is null beside one. */
export const errorColumns = "error_code, error_key, error_message, error_details";

export function errorValues(error: ErrorDto | null): [Bindable, Bindable, Bindable, Bindable] {
  return error === null ? [null, null, null, null] : [error.code, error.key, null, JSON.stringify(error.details)];
}

/** A code that this version does not know (another version wrote it) becomes `internal`, its words kept. */
export function readError(row: Row): ErrorDto | null {
  const code = textOrNull(row, "error_code");
  if (code === null) return null;
  const key = textOrNull(row, "error_key");
  const details = readDetails(textOrNull(row, "error_details"));
  const message = textOrNull(row, "error_message") ?? code;
  const parsed = errorSchema.safeParse(
    key === null ? { code, key: "kept", details: { ...details, message } } : { code, key, details },
  );
  return parsed.success ? parsed.data : { code: "internal", key: "kept", details: { message } };
}

function readDetails(json: string | null): Record<string, unknown> {
  try {
    const details: unknown = JSON.parse(json ?? "{}");
    return typeof details === "object" && details !== null ? { ...details } : {};
  } catch {
    return {};
  }
}
