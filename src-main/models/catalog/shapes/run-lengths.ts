import { MAX_KEPT_ARRAY_ELEMENTS } from "../gguf/gguf-limits.ts";

const run = /^(\d{1,15})(?:\*(\d{1,4}))?$/;

/** The whole numbers of "8*5,2", which are five times 8 and a 2. Throws `RangeError` for what is no such list. */
export function readRuns(text: string): number[] {
  const values: number[] = [];
  for (const part of text === "" ? [] : text.split(",")) {
    const [, value, times = "1"] = run.exec(part) ?? [];
    if (value === undefined || values.length + Number(times) > MAX_KEPT_ARRAY_ELEMENTS)
      throw new RangeError(`no list of numbers: ${text.slice(0, 100)}`);
    for (let i = 0; i < Number(times); i++) values.push(Number(value));
  }
  return values;
}

/** Whole numbers as `readRuns` takes them. */
export function writeRuns(values: readonly number[]): string {
  const runs: { value: number; times: number }[] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last?.value === value) last.times++;
    else runs.push({ value, times: 1 });
  }
  return runs.map(({ value, times }) => (times === 1 ? String(value) : `${String(value)}*${String(times)}`)).join(",");
}
