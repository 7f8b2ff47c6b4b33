import type { Envelope } from "../../../src-shared/contract/index.ts";
import { requireSize } from "./require-size.ts";

/** Of values in one answer: for fewer, writing and reading JSON costs as much as it saves. */
const mostCopied = 200;

/** An answer as it crosses to the window. Throws `invalid-input` where it is too large for it. */
export function envelop(answer: unknown): Envelope<unknown> {
  const { values, isJson } = requireSize(answer);
  return isJson && values > mostCopied ? { ok: true, json: JSON.stringify(answer) } : { ok: true, value: answer };
}
