/** How a program ended that did not do what it was asked: not within the time it was given, or with a code or a signal. */
export type ProgramEnd = { seconds: number } | { how: string };

/** A program that failed, or did not end in time. */
export class ProgramFailed extends Error {
  override readonly name = "ProgramFailed";
  readonly program: string;
  readonly end: ProgramEnd;
  /** What it had printed until then. */
  readonly stdout: string;

  constructor(program: string, end: ProgramEnd, stdout: string) {
    super(`${program}: ${"seconds" in end ? `no answer in ${end.seconds} s` : end.how}`);
    this.program = program;
    this.end = end;
    this.stdout = stdout;
  }
}
