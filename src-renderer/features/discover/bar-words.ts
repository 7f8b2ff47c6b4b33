import type { WindowWords } from "../../../src-shared/words/index.ts";
import { type LaneBar, laneName } from "./memory-lanes.ts";

/** A bar for those who hear it: "Needs 6.1 of 11.4 GB free: weights 4.9 GB, 3.2 GB of them rearranged for speed, context 1.1 GB, ...". */
export function barWords({ discover }: WindowWords, bar: LaneBar, several: boolean): string {
  const words = discover.ladder.bar;
  const needs = several ? words.memoryNeeds(bar.lane.kind === "cpu" ? null : laneName(bar.lane)) : words.needs;
  if (bar.needBytes === 0) return words.nothing(needs);
  const parts = [words.weights(bar.weightsBytes)];
  if (bar.copiedBytes > 0) parts.push(words.copied(bar.copiedBytes));
  if (bar.kvBytes > 0) parts.push(words.context(bar.kvBytes));
  if (bar.buffersBytes > 0) parts.push(words.buffers(bar.buffersBytes));
  if (bar.overheadBytes > 0) parts.push(words.engine(bar.overheadBytes));
  const missing = bar.fits ? "" : words.tooMuch(bar.needBytes - bar.lane.budgetBytes);
  return words.all(needs, bar.needBytes, bar.lane.budgetBytes, parts) + missing;
}
