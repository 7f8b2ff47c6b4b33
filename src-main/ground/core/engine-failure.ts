import type { EngineFailureDetails, ErrorCode, ErrorDto } from "../../../src-shared/contract/index.ts";

const codes: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["out-of-memory", "load-failed", "engine-crashed"]);

/** What an error says of the engine and its plan: nothing where it is not the engine's. */
export function engineFailure({ code, details }: Pick<ErrorDto, "code"> & { details: object }): EngineFailureDetails {
  return codes.has(code) ? details : {};
}
