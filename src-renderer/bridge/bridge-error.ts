import type { ErrorCode, ErrorDto } from "../../src-shared/contract/index.ts";

/** A call that main answered with an error. The window switches on `code` and shows `message`. */
export class BridgeError extends Error {
  override readonly name = "BridgeError";
  readonly code: ErrorCode;
  readonly details: ErrorDto["details"];

  constructor(dto: ErrorDto, options?: ErrorOptions) {
    super(dto.message, options);
    this.code = dto.code;
    this.details = dto.details;
  }
}

/** Any thrown value as a `BridgeError`; what is not one is a fault of ours and becomes `internal`. */
export function toBridgeError(thrown: unknown): BridgeError {
  if (thrown instanceof BridgeError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return new BridgeError(
    { code: "internal", message: `Something went wrong inside Bitloft: ${text}`, details: {} },
    { cause: thrown },
  );
}
