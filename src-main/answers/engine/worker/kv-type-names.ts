import type { KvType } from "../../../../src-shared/contract/index.ts";

/** node-llama-cpp's names of the cache's types. */
export const kvTypeNames = {
  f16: "F16",
  q8_0: "Q8_0",
  q5_1: "Q5_1",
  q5_0: "Q5_0",
  q4_1: "Q4_1",
  q4_0: "Q4_0",
  iq4_nl: "IQ4_NL",
} as const satisfies Record<KvType, string>;
