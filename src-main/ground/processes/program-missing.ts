/** A program that is not on this computer, or not at this path. */
export class ProgramMissing extends Error {
  override readonly name = "ProgramMissing";
  readonly program: string;

  constructor(program: string, options?: ErrorOptions) {
    super(`no program ${program}`, options);
    this.program = program;
  }
}
