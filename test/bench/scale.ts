import type { Benchmark } from "./harness.ts";
import { chatAtScale } from "./scale/chat.ts";
import { libraryAtScale } from "./scale/library.ts";

const subjects = [chatAtScale, libraryAtScale];

/** What grows with the years a person uses Bitloft, and must not be felt to grow. */
export const benchmark: Benchmark = {
  async run(note) {
    const comparisons = [];
    for (const subject of subjects) comparisons.push(...(await subject(note)));
    return comparisons;
  },
};
