export const logLimits = { lines: 200, characters: 2000 } as const;

/** The last lines that a process wrote: bounded, because a broken model can make llama.cpp write without end. */
export class LogRing {
  readonly #lines: string[] = [];
  #partial = "";

  /** Takes text in any pieces. */
  write(text: string): void {
    const pieces = (this.#partial + text).split(/\r?\n/);
    this.#partial = (pieces.pop() ?? "").slice(-logLimits.characters);
    for (const line of pieces) this.#push(line);
  }

  lines(): string[] {
    return this.#partial === "" ? [...this.#lines] : [...this.#lines, this.#partial];
  }

  #push(line: string): void {
    if (line.trim() === "") return;
    this.#lines.push(line.slice(0, logLimits.characters));
    if (this.#lines.length >= logLimits.lines) this.#lines.shift();
  }
}
