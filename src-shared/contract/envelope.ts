import type { ErrorDto } from "./errors.ts";

/** A large one crosses as JSON, because Electron copies everything else value by value into the page. */
export type Answered<T> = { ok: true; value: T } | { ok: true; json: string };

/** What crosses the wire: never a thrown error, which Electron would flatten into a string. */
export type Envelope<T> = Answered<T> | { ok: false; error: ErrorDto };

/** Answers come from our own side and are not parsed by a schema again. */
export function answerIn<T>(envelope: Answered<T>): T {
  return "json" in envelope ? (JSON.parse(envelope.json) as T) : envelope.value;
}
