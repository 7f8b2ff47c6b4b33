import { createInterface } from "node:readline/promises";
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
  /** The answer: one JSON object with `--json`, else text. */
  answer(value: object, text: () => string): void;
  /** One object a line, with `--json` only, and none after the answer: what cannot be stopped may still tell of itself. */
  event(event: string, data: object): void;
  /** A part of a longer answer in text; nothing with `--json`. */
  write(text: string): void;
  /** To standard error. */
  note(text: string): void;
  /** One line on standard error that is written over; nothing when it is no terminal. */
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

export function createTerminal({ stdin, stdout, stderr }: TerminalStreams, json: boolean): Terminal {
  const styles = new Styles(stdout);
  const written = new VisibleStream();
  let progressShown = false;
  let answered = false;
  /** Out of the way with a line that is written over, and out with what a stream still holds. */
  const clear = (): void => {
    if (progressShown) stderr.write("\r\u001b[K");
    progressShown = false;
    const held = written.end();
    if (held !== "") stdout.write(held);
  };
  const columns = (stdout.isTTY ? stdout.columns : undefined) ?? 100;
  return {
    json,
    columns,
    interactive: stdin.isTTY && stdout.isTTY && !json,
    answer(value, text) {
      clear();
      answered = true;
      stdout.write(`${json ? visibleJson(value) : styles.apply(visibleText(text()))}\n`);
    },
    event(event, data) {
      if (json && !answered) stdout.write(`${visibleJson({ event, ...data })}\n`);
    },
    write(text) {
      if (progressShown) clear();
      if (!json) stdout.write(written.push(text));
    },
    note(text) {
      clear();
      stderr.write(`${styles.apply(visibleText(text))}\n`);
    },
    progress(text) {
      if (!stderr.isTTY) return;
      clear();
      if (text === null) return;
      stderr.write(printable(text).slice(0, Math.max(10, (stderr.columns ?? 80) - 1)));
      progressShown = true;
    },
    async readInput(maxBytes) {
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of stdin) {
        const buffer = Buffer.from(chunk as Uint8Array);
        bytes += buffer.length;
        if (bytes > maxBytes) throw appError("invalid-input", "prompt-too-long", { maxBytes });
        chunks.push(buffer);
      }
      return Buffer.concat(chunks).toString("utf8");
    },
    ask() {
      const reader = createInterface({ input: stdin, output: stdout });
      return {
        question: (text, options = {}) => reader.question(visibleText(text), options),
        onInterrupt: (listener) => void reader.on("SIGINT", listener),
        onceClosed: (listener) => void reader.once("close", listener),
        close: () => {
          reader.close();
        },
      };
    },
    style: (style, text) => styles.mark(style, text),
  };
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
