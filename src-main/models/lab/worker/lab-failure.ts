import type { Failure } from "../protocol.ts";

/** Why a task of the lab cannot be done, as it crosses to main. */
export class LabFailure extends Error {
  override readonly name = "LabFailure";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}
