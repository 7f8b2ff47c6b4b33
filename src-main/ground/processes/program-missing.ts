/** A program that is not on this computer, or not at this path. */
export class ProgramMissing extends Error {
  override readonly name = "ProgramMissing";

  constructor(program: string, options?: ErrorOptions) {
    super(`${program} is not installed`, options);
  }
}
