import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Logger } from "../../ground/core/index.ts";

/** One old log is kept beside the current one. */
const maxLogBytes = 1024 * 1024;

/** A log file to find faults with. It stays on this computer and holds no prompt, answer or token. */
export class FileLogger implements Logger {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  debug(): void {
    // For development alone.
  }

  info(message: string, data?: Record<string, unknown>): void {
    this.#write("info", message, data);
  }

  warn(message: string, data?: Record<string, unknown>): void {
    this.#write("warn", message, data);
  }

  error(message: string, data?: Record<string, unknown>): void {
    this.#write("error", message, data);
  }

  #write(level: string, message: string, data: Record<string, unknown> | undefined): void {
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      const bytes = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
      if (bytes > maxLogBytes) renameSync(this.#path, `${this.#path}.old`);
      const details = data === undefined ? "" : ` ${JSON.stringify(data, describe)}`;
      appendFileSync(this.#path, `${new Date().toISOString()} ${level} ${message}${details}\n`);
    } catch {
      // A full disk must not stop what was being logged.
    }
  }
}

function describe(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const text = value.stack ?? value.message;
  // Where it was thrown first is what helps; the error on top only says it in other words.
  return value.cause instanceof Error ? `${text}\ncaused by ${value.cause.stack ?? value.cause.message}` : text;
}
