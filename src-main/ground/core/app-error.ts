import type { ErrorCode, ErrorDetail, ErrorDto } from "../../../src-shared/contract/index.ts";

/** The one error class of the services. Anything else that is thrown is a fault of ours and becomes `internal`. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly details: Record<string, ErrorDetail>;

  constructor(code: ErrorCode, message: string, details: Record<string, ErrorDetail> = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = details;
  }

  toDto(): ErrorDto {
    return { code: this.code, message: this.message, details: this.details };
  }

  /** Rebuilds an error that crossed a process boundary. */
  static fromDto(dto: ErrorDto): AppError {
    return new AppError(dto.code, dto.message, dto.details);
  }
}

/** Any thrown value as an `AppError`; an abort becomes `cancelled`, the unknown becomes `internal` with its text kept. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error && thrown.name === "AbortError") {
    return new AppError("cancelled", "Cancelled.", {}, { cause: thrown });
  }
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError("internal", `Something went wrong inside Bitloft: ${text}`, {}, { cause: thrown });
}
