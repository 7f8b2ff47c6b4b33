import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { type JsonBounds, parseJson } from "../core/index.ts";

export interface JsonFileBounds extends JsonBounds {
  bytes: number;
}

/**
 * A small JSON file of ours, which anybody may have changed. Throws Node's error when it cannot be read, and `RangeError` or
 * `SyntaxError` when it is not what it should be; a file that is far too large is not read at all.
 */
export function readJsonFile(path: string, bounds: JsonFileBounds): unknown {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    if (size > bounds.bytes) throw new RangeError(`longer than ${bounds.bytes} bytes`);
    return parseJson(readFileSync(file, "utf8"), bounds);
  } finally {
    closeSync(file);
  }
}
