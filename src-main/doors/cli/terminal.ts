import { createInterface } from "node:readline/promises";
import type { LanguageCode } from "../../../src-shared/contract/index.ts";
import { type Language, type TerminalWords, languages, terminalWords } from "../../../src-shared/words/index.ts";
import { appError } from "../../ground/core/index.ts";
import { type Style, Styles, unstyled } from "./styles.ts";
import { VisibleStream, printable, visibleJson, visibleText } from "./visible-text.ts";

export { printable };

/** A person at the keyboard. */
export interface Asker {
  question(text: string, options?: { signal?: AbortSignal }): Promise<string>;
  /** Ctrl+C, which a terminal in readline's hands does not send to the process. */
  onInterrupt(listener: () => void): void;
  onceClosed(listener: () => void): void;
  close(): void;
}

/**
 * The one door to standard output and standard error: whatever passes it is shown and does nothing (`visibleText`), but for styles
 * that `style` gave.
 */
export interface Terminal {
  readonly json: boolean;
  /** What is said in general, and what only the command line says. */
  readonly language: Language;
  readonly words: TerminalWords;
  /** The answer: one JSON object with `--json`, else text. */
  answer(value: object, text: () => string): void;
  /**
   * One object a line, with `--json` only, and none after the answer: work that cannot be stopped may still report
   * progress.
   */
  event(event: string, data: object): void;
  /** A part of a longer answer in text; nothing with `--json`. */
  write(text: string): void;
  /** To standard error. */
  note(text: string): void;
  /** One line on standard error that is written over; nothing when it is not a terminal. */
  progress(text: string | null): void;
  style(style: Style, text: string): string;
  readonly columns: number;
  readonly interactive: boolean;
  /** What comes through a pipe. Throws `invalid-input` when it is longer than `maxBytes`. */
  readInput(maxBytes: number): Promise<string>;
  /** Asks a person; only where `interactive`. */
  ask(): Asker;
}

export interface TerminalStreams {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
}

export class StreamTerminal implements Terminal {
  readonly json: boolean;
  readonly language: Language;
  readonly words: TerminalWords;
  readonly columns: number;
  readonly interactive: boolean;
  readonly #streams: TerminalStreams;
  readonly #styles: Styles;
  readonly #written = new VisibleStream();
  #progressShown = false;
  #answered = false;

  /** `language`: of the person at the terminal; scripts that read JSON are always spoken to in English. */
  constructor(streams: TerminalStreams, json: boolean, language: LanguageCode = "en") {
    const { stdin, stdout } = streams;
    this.#streams = streams;
    this.#styles = new Styles(stdout);
    this.json = json;
    const spoken = json ? "en" : language;
    this.language = languages[spoken];
    this.words = terminalWords[spoken];
    this.columns = (stdout.isTTY ? stdout.columns : undefined) ?? 100;
    this.interactive = stdin.isTTY && stdout.isTTY && !json;
  }

  answer(value: object, text: () => string): void {
    this.#clear();
    this.#answered = true;
    this.#streams.stdout.write(`${this.json ? visibleJson(value) : this.#styles.apply(visibleText(text()))}\n`);
  }

  event(event: string, data: object): void {
    if (this.json && !this.#answered) this.#streams.stdout.write(`${visibleJson({ event, ...data })}\n`);
  }

  write(text: string): void {
    if (this.#progressShown) this.#clear();
    if (!this.json) this.#streams.stdout.write(this.#written.push(text));
  }

  note(text: string): void {
    this.#clear();
    this.#streams.stderr.write(`${this.#styles.apply(visibleText(text))}\n`);
  }

  progress(text: string | null): void {
    const { stderr } = this.#streams;
    if (!stderr.isTTY) return;
    this.#clear();
    if (text === null) return;
    stderr.write(printable(text).slice(0, Math.max(10, (stderr.columns ?? 80) - 1)));
    this.#progressShown = true;
  }

  style(style: Style, text: string): string {
    return this.#styles.mark(style, text);
  }

  async readInput(maxBytes: number): Promise<string> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of this.#streams.stdin) {
      const buffer = Buffer.from(chunk as Uint8Array);
      bytes += buffer.length;
      if (bytes > maxBytes) throw appError("invalid-input", "prompt-too-long", { maxBytes });
      chunks.push(buffer);
    }
    return Buffer.concat(chunks).toString("utf8");
  }

  ask(): Asker {
    const reader = createInterface({ input: this.#streams.stdin, output: this.#streams.stdout });
    return {
      question: (text, options = {}) => reader.question(visibleText(text), options),
      onInterrupt: (listener) => void reader.on("SIGINT", listener),
      onceClosed: (listener) => void reader.once("close", listener),
      close: () => {
        reader.close();
      },
    };
  }

  /** Removes the line that is written over, and writes what the stream of visible text still holds. */
  #clear(): void {
    const { stdout, stderr } = this.#streams;
    if (this.#progressShown) stderr.write("\r\u001b[K");
    this.#progressShown = false;
    const held = this.#written.end();
    if (held !== "") stdout.write(held);
  }
}

/** Columns padded to their widest cell, each cell in one line; `right` names the columns set to the right. */
export function table(cells: string[][], right: readonly number[] = []): string {
  const rows = cells.map((row) => row.map(printable));
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, shownLength(cell))));
  return rows
    .map((row) =>
      row
        .map((cell, i) => {
          const pad = " ".repeat((widths[i] ?? 0) - shownLength(cell));
          return right.includes(i) ? pad + cell : cell + pad;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Without the marks of its style. */
function shownLength(text: string): number {
  return unstyled(text).length;
}
