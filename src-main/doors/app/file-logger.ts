import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Logger } from "../../ground/core/index.ts";

/** One old log is kept beside the current one. */
const maxLogBytes = 1024 * 1024;

/** A log file for whoever looks for a fault. It stays on this computer and holds no prompt, answer or token. */
export function createLogger(path: string): Logger {
  const write = (level: string, message: string, data?: Record<string, unknown>): void => {
    try {
      mkdirSync(dirname(path), { recursive: true });
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes) renameSync(path, `${path}.old`);
      const details = data === undefined ? "" : ` ${JSON.stringify(data, describe)}`;
      appendFileSync(path, `${new Date().toISOString()} ${level} ${message}${details}\n`);
    } catch {
      // A full disk must not stop what was being logged.
    }
  };
  return {
    debug: () => undefined,
    info: (message, data) => {
      write("info", message, data);
    },
    warn: (message, data) => {
      write("warn", message, data);
    },
    error: (message, data) => {
      write("error", message, data);
    },
  };
}

function describe(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const text = value.stack ?? value.message;
  // Where it was thrown first is what helps; the error on top only says it in other words.
  return value.cause instanceof Error ? `${text}\ncaused by ${value.cause.stack ?? value.cause.message}` : text;
}
