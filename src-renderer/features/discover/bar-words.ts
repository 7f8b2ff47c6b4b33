import { formatBytes, formatBytesOf } from "../../../src-shared/figures/index.ts";
import { type LaneBar, laneName } from "./memory-lanes.ts";

/** A bar for those who hear it: "Needs 6.1 of 11.4 GB free: weights 4.9 GB, 3.2 GB of them copied, context 1.1 GB, ...". */
export function barWords(bar: LaneBar, several: boolean): string {
  const memory = bar.lane.kind === "cpu" ? "The computer's memory" : laneName(bar.lane);
  const where = several ? `${memory}: needs` : "Needs";
  if (bar.needBytes === 0) return `${where} nothing.`;
  const parts = [`weights ${formatBytes(bar.weightsBytes)}`];
  if (bar.copiedBytes > 0) parts.push(`${formatBytes(bar.copiedBytes)} of them copied`);
  if (bar.kvBytes > 0) parts.push(`context ${formatBytes(bar.kvBytes)}`);
  if (bar.buffersBytes > 0) parts.push(`working buffers ${formatBytes(bar.buffersBytes)}`);
  if (bar.overheadBytes > 0) parts.push(`the engine itself ${formatBytes(bar.overheadBytes)}`);
  const missing = bar.fits ? "" : ` ${formatBytes(bar.needBytes - bar.lane.budgetBytes)} too much.`;
  return `${where} ${formatBytesOf(bar.needBytes, bar.lane.budgetBytes)} free: ${parts.join(", ")}.${missing}`;
}
