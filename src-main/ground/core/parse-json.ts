/** How large a JSON text may be inside. Its length is the reader's own bound. */
export interface JsonBounds {
  /** Arrays and objects inside one another. */
  depth: number;
  /** Members of arrays and objects, in all. */
  values: number;
}

const quote = 34;
const backslash = 92;
const comma = 44;
/** "[", "{" and "]", "}" differ from one another by this bit alone. */
const braceBit = 32;
const opening = 0x5b | braceBit;
const closing = 0x5d | braceBit;

/**
 * `JSON.parse` for text that others wrote: 16 MB of "[" or of "[]," would become a gigabyte before a schema could refuse it, so depth
 * and number of values are counted first. Throws `SyntaxError`, or `RangeError` when it is beyond the bounds.
 */
export function parseJson(text: string, bounds: JsonBounds): unknown {
  requireWithin(text, bounds);
  return JSON.parse(text);
}

function requireWithin(text: string, { depth: mostDepth, values: mostValues }: JsonBounds): void {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at);
    } else if ((code | braceBit) === opening) {
      values++;
      if (++depth > mostDepth) throw new RangeError(`JSON nested deeper than ${mostDepth}`);
    } else if ((code | braceBit) === closing) {
      depth--;
    } else if (code === comma) {
      values++;
    }
    if (values > mostValues) throw new RangeError(`JSON of more than ${mostValues} values`);
  }
}

/** Where the string that begins at `start` ends; the text's length when it does not. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === backslash) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return text.length;
}
