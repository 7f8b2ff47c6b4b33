/** A program that failed, or did not end in time. */
export class ProgramFailed extends Error {
  override readonly name = "ProgramFailed";
  /** What it had printed until then. */
  readonly stdout: string;

  constructor(message: string, stdout: string) {
    super(message);
    this.stdout = stdout;
  }
}
