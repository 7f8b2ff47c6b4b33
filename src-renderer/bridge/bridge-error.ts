import type { ErrorCode, ErrorDto } from "../../src-shared/contract/index.ts";

/** A call that main answered with an error. The window switches on `code`; `sayError` has the words. */
export class BridgeError extends Error {
  override readonly name = "BridgeError";
  readonly code: ErrorCode;
  readonly key: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor({ code, key, details }: ErrorDto, options?: ErrorOptions) {
    super(`${code}: ${key}`, options);
    this.code = code;
    this.key = key;
    this.details = { ...details };
  }

  toDto(): ErrorDto {
    const { code, key, details } = this;
    return { code, key, details } as unknown as ErrorDto;
  }
}

/** Any thrown value as a `BridgeError`; what is not one is a fault of ours and becomes `internal`. */
export function toBridgeError(thrown: unknown): BridgeError {
  if (thrown instanceof BridgeError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new BridgeError({ code: "internal", key: "unexpected", details: { reason } }, { cause: thrown });
}
