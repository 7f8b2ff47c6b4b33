import type { ErrorDto } from "../../../src-shared/contract/index.ts";
import { errorSchema } from "../schemas/index.ts";
import { textOrNull } from "./columns.ts";
import type { Bindable, Row } from "./types.ts";

/** An error kept in three columns: `error_code`, `error_message`, `error_details`. */
export const errorColumns = "error_code, error_message, error_details";

export function errorValues(error: ErrorDto | null): [Bindable, Bindable, Bindable] {
  return error === null ? [null, null, null] : [error.code, error.message, JSON.stringify(error.details)];
}

/** A code that this version does not know (another version wrote it) becomes `internal`, its message kept. */
export function readError(row: Row): ErrorDto | null {
  const code = textOrNull(row, "error_code");
  if (code === null) return null;
  const message = textOrNull(row, "error_message") ?? "";
  const parsed = errorSchema.safeParse({ code, message, details: readDetails(textOrNull(row, "error_details")) });
  return parsed.success ? parsed.data : { code: "internal", message, details: {} };
}

function readDetails(json: string | null): unknown {
  try {
    return JSON.parse(json ?? "{}");
  } catch {
    return {};
  }
}
