import { appError } from "../../ground/core/index.ts";

/** Of one call's answer, as it crosses to the window: text counts by its characters, everything else by its place. */
export const maxAnswerSize = 64 * 1024 * 1024;
const placeSize = 8;

/** What an answer is made of. */
export interface AnswerMeasure {
  values: number;
  /** Whether JSON says all of it. */
  isJson: boolean;
}

/**
 * Throws `invalid-input` where an answer is larger than the window could take in at once. Shared parts count each time, as each copy
 * of them would; counting stops at the limit, so that it stays fast.
 */
export function requireSize(answer: unknown, limit = maxAnswerSize): AnswerMeasure {
  let left = limit;
  let values = 0;
  let isJson = true;
  const waiting: unknown[] = [answer];
  while (waiting.length > 0) {
    const value = waiting.pop();
    values += 1;
    left -= typeof value === "string" ? value.length : placeSize;
    if (value instanceof Map) waiting.push([...value.keys()], [...value.values()]);
    else if (ArrayBuffer.isView(value)) left -= value.byteLength;
    else if (Array.isArray(value)) push(waiting, value);
    else if (value !== null && typeof value === "object") {
      for (const key of Object.keys(value)) left -= key.length;
      push(waiting, Object.values(value));
    }
    isJson &&= isJsonValue(value);
    if (left < waiting.length * placeSize) throw appError("invalid-input", "answer-too-large", { maxBytes: limit });
  }
  return { values, isJson };
}

/** By itself: what it holds is looked at in its turn. */
function isJsonValue(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value !== undefined;
  return Object.getPrototypeOf(value) === Object.prototype;
}

function push(waiting: unknown[], values: readonly unknown[]): void {
  for (const value of values) waiting.push(value);
}
