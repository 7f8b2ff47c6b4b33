import type { ImportSkip } from "../../../../../src-shared/contract/index.ts";
import { parseJson } from "../../../../ground/core/index.ts";
import { importLimits } from "../limits.ts";
import type { Entry } from "./archive.ts";
import { isRecord } from "./fields.ts";
import { JsonSplitter } from "./json-splitter.ts";

/** What a document says, a piece at a time. */
export type Value =
  | { kind: "value"; value: unknown; at: number; isLine: boolean }
  /** An object's members before its list of conversations. */
  | { kind: "head"; value: unknown }
  | { kind: "skip"; at: number; reason: ImportSkip };

/** To see whether a document is a JSON value a line: the first line is whole within this. */
const firstLineBytes = 4 * 1024 * 1024;
const newline = 0x0a;

/**
 * A document's values: a value for each line, where its first line is one, else the items of its list, or all of it as one value. `onBytes`
 * hears how much was read. Stops at what more than `importLimits.documentBytes` would be.
 */
export async function* readValues(entry: Entry, onBytes: (count: number) => void): AsyncGenerator<Value> {
  let form: LineValues | ListValues | null = null;
  const waiting: Buffer[] = [];
  let waitingBytes = 0;
  let readBytes = 0;
  for await (const read of await entry.open()) {
    const chunk = read as Buffer;
    onBytes(chunk.length);
    readBytes += chunk.length;
    if (readBytes > importLimits.documentBytes) {
      yield { kind: "skip", at: -1, reason: { key: "import-unpacks-too-large", figures: {} } };
      return;
    }
    if (form !== null) {
      yield* form.push(chunk);
      continue;
    }
    waiting.push(chunk);
    waitingBytes += chunk.length;
    if (!chunk.includes(newline) && waitingBytes < firstLineBytes) continue;
    const all = withoutMark(Buffer.concat(waiting.splice(0)));
    form = isLines(all) ? new LineValues() : new ListValues();
    yield* form.push(all);
  }
  if (form === null) {
    const all = withoutMark(Buffer.concat(waiting));
    form = isLines(all) ? new LineValues() : new ListValues();
    yield* form.push(all);
  }
  yield* form.end();
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

const withoutMark = (bytes: Buffer): Buffer => (bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes);

/** Whether the first line that says anything is an object by itself. */
function isLines(bytes: Buffer): boolean {
  const [line = ""] = bytes.toString("utf8").trimStart().split("\n", 1);
  if (!line.startsWith("{")) return false;
  try {
    return isRecord(parseJson(line, importLimits.json));
  } catch {
    return false;
  }
}

function parsed(text: string | null, at: number, isLine: boolean): Value {
  if (text === null) {
    return {
      kind: "skip",
      at,
      reason: { key: "import-too-large", figures: { mostBytes: importLimits.conversationBytes } },
    };
  }
  try {
    return { kind: "value", value: parseJson(text, importLimits.json), at, isLine };
  } catch (thrown) {
    const problem = thrown instanceof Error ? thrown.message.slice(0, importLimits.nameCharacters) : "";
    const key = thrown instanceof RangeError ? "import-too-rich" : "import-not-json";
    return { kind: "skip", at, reason: { key, figures: { problem } } };
  }
}

class ListValues {
  readonly #splitter = new JsonSplitter(importLimits.conversationBytes);
  #at = 0;

  *push(chunk: Buffer): Generator<Value> {
    for (const { kind, text } of this.#splitter.push(chunk)) {
      const value = parsed(text, this.#at, false);
      if (kind !== "head") this.#at++;
      yield kind === "head" && value.kind === "value" ? { kind: "head", value: value.value } : value;
    }
  }

  *end(): Generator<Value> {
    const isWhole = this.#splitter.isWhole;
    const rest = this.#splitter.end();
    if (isWhole) for (const { text } of rest) yield parsed(text, this.#at++, false);
    else if (this.#at > 0) yield { kind: "skip", at: this.#at, reason: { key: "import-cut-short", figures: {} } };
    else for (const { text } of rest) yield parsed(text, this.#at++, false);
  }
}

class LineValues {
  #held: Buffer[] | null = [];
  #heldBytes = 0;
  #at = 0;

  *push(chunk: Buffer): Generator<Value> {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      this.#hold(chunk.subarray(from, end));
      yield* this.#take();
      from = end + 1;
    }
    this.#hold(chunk.subarray(from));
  }

  *end(): Generator<Value> {
    yield* this.#take();
  }

  #hold(bytes: Buffer): void {
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > importLimits.conversationBytes) this.#held = null;
    else if (bytes.length > 0) this.#held?.push(Buffer.from(bytes));
  }

  *#take(): Generator<Value> {
    const text = this.#held === null ? null : Buffer.concat(this.#held).toString("utf8");
    this.#held = [];
    this.#heldBytes = 0;
    if (text?.trim() !== "") yield parsed(text, this.#at++, true);
  }
}
