import { type Interface, createInterface } from "node:readline/promises";
import { styleText } from "node:util";
import { AppError, formatBytes } from "../core/index.ts";

type Style = Parameters<typeof styleText>[0];

export interface Terminal {
  readonly json: boolean;
  /** The answer: one JSON object with `--json`, else text. */
  answer(value: object, text: () => string): void;
  /** One object a line, with `--json` only. */
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
  ask(): Interface;
}

export interface TerminalStreams {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
}

export function createTerminal({ stdin, stdout, stderr }: TerminalStreams, json: boolean): Terminal {
  let progressShown = false;
  const clear = (): void => {
    if (progressShown) stderr.write("\r\u001b[K");
    progressShown = false;
  };
  const columns = (stdout.isTTY ? stdout.columns : undefined) ?? 100;
  return {
    json,
    columns,
    interactive: stdin.isTTY && stdout.isTTY && !json,
    answer(value, text) {
      clear();
      stdout.write(`${json ? JSON.stringify(value) : text()}\n`);
    },
    event(event, data) {
      if (json) stdout.write(`${JSON.stringify({ event, ...data })}\n`);
    },
    write(text) {
      clear();
      if (!json) stdout.write(text);
    },
    note(text) {
      clear();
      stderr.write(`${text}\n`);
    },
    progress(text) {
      if (!stderr.isTTY) return;
      clear();
      if (text === null) return;
      stderr.write(text.slice(0, Math.max(10, (stderr.columns ?? 80) - 1)));
      progressShown = true;
    },
    async readInput(maxBytes) {
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of stdin) {
        const buffer = Buffer.from(chunk as Uint8Array);
        bytes += buffer.length;
        if (bytes > maxBytes)
          throw new AppError("invalid-input", `The prompt is longer than ${formatBytes(maxBytes)}.`);
        chunks.push(buffer);
      }
      return Buffer.concat(chunks).toString("utf8");
    },
    ask: () => createInterface({ input: stdin, output: stdout }),
    style: (style, text) => styleText(style, text, { stream: stdout }),
  };
}

// A model file's name can hold anything; what reaches the terminal must not steer it.
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text from the network, a file or a model, without control characters. */
export function printable(text: string): string {
  return text.replace(control, "");
}

/** Columns padded to their widest cell; `right` names the columns set to the right. */
export function table(rows: string[][], right: readonly number[] = []): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, visibleLength(cell))));
  return rows
    .map((row) =>
      row
        .map((cell, i) => {
          const pad = " ".repeat((widths[i] ?? 0) - visibleLength(cell));
          return right.includes(i) ? pad + cell : cell + pad;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function visibleLength(text: string): number {
  // eslint-disable-next-line no-control-regex -- the escape that starts a colour
  return text.replace(/\u001b\[[\d;]*m/g, "").length;
}
