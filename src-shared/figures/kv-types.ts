import type { KvType } from "../contract/index.ts";

const bits: Readonly<Record<KvType, number>> = { f16: 16, q8_0: 8, q5_1: 5, q5_0: 5, q4_1: 4, q4_0: 4, iq4_nl: 4 };

/** How many bits a number of the context has in it. */
export function kvBits(type: KvType): number {
  return bits[type];
}
