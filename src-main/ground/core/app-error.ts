import type { AnyError, ErrorCode, ErrorDetails, ErrorDto, NoFigures } from "../../../src-shared/contract/index.ts";

/**
 * The one error class of the services: what it says, it says by code and key with details, and `src-shared/words` has the sentence.
 * Anything else that is thrown is a fault of ours and becomes `internal`.
 */
export class AppError extends Error implements AnyError {
  override readonly name = "AppError";
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

type DetailsAndCause<Details> = NoFigures extends Details
  ? [details?: Details, options?: ErrorOptions]
  : [details: Details, options?: ErrorOptions];

/** What a service throws: one without the key's own details does not compile. */
export function appError<Code extends ErrorCode, Key extends keyof ErrorDetails[Code] & string>(
  code: Code,
  key: Key,
  ...[details, options]: DetailsAndCause<ErrorDetails[Code][Key]>
): AppError {
  return new AppError({ code, key, details: details ?? {} } as unknown as ErrorDto, options);
}

/** Any thrown value as an `AppError`; an abort becomes `cancelled`, the unknown becomes `internal` with its text kept. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const cause = { cause: thrown };
  if (thrown instanceof Error && thrown.name === "AbortError") return appError("cancelled", "cancelled", {}, cause);
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return appError("internal", "unexpected", { reason }, cause);
}
