import { isRecord } from "./fields.ts";

/** llama.cpp's UI writes a conversation as several lines, and Jan a message a line: here they become one value. */
export class LinesTogether {
  #session: { conv: Record<string, unknown>; messages: unknown[] } | null = null;
  /** Of Jan's thread, whose own file is another one. */
  readonly thread: unknown[] = [];

  /** The values that this line completes: itself, another one, or none yet. */
  add(value: unknown): unknown[] {
    if (!isRecord(value)) return [value];
    if (value["type"] === "session") {
      const { type: _type, harness: _harness, ...conv } = value;
      const before = this.end();
      this.#session = { conv, messages: [] };
      return before;
    }
    if (value["type"] === "message" && isRecord(value["message"])) {
      this.#session?.messages.push(value["message"]);
      return this.#session === null ? [value] : [];
    }
    if (value["object"] === "thread.message") {
      this.thread.push(value);
      return [];
    }
    return [value];
  }

  /** What is still open. */
  end(): unknown[] {
    const open = this.#session;
    this.#session = null;
    return open === null ? [] : [open];
  }
}
