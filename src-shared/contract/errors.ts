import type { ErrorCode } from "./error-codes.ts";
import type { ErrorDetails } from "./error-details.ts";

/** What can be said under a code. */
export type ErrorKey<Code extends ErrorCode = ErrorCode> = { [C in Code]: keyof ErrorDetails[C] }[Code];

/** An error as it crosses a process boundary, or is kept. */
export type ErrorDto<Code extends ErrorCode = ErrorCode> = {
  [C in Code]: {
    [K in keyof ErrorDetails[C]]: { code: C; key: K; details: ErrorDetails[C][K] };
  }[keyof ErrorDetails[C]];
}[Code];
