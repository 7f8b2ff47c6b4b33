import type { FitAccuracy, MemoryAccuracy, SpeedAccuracy } from "../../../src-shared/contract/index.ts";
import type { PastLoad } from "./past-load.ts";

/** How many loads back the figures look: long enough to be steady, short enough to follow a change. */
const recentLoads = 20;
/** Loads outside of this share are the exceptions: one in ten. */
const ordinaryShare = 0.9;

/** How right the predictions of loads were, the latest first; null before the first that anything was measured of. */
export function accuracyOf(loaded: readonly PastLoad[]): FitAccuracy | null {
  const [memory, speed] = [memoryAccuracy(loaded), speedAccuracy(loaded)];
  return memory === null && speed === null ? null : { memory, speed };
}

/** By the nearest rank: of fewer than ten loads the worst one counts. */
function memoryAccuracy(loaded: readonly PastLoad[]): MemoryAccuracy | null {
  const shares = loaded
    .flatMap(({ predicted, measured }) => {
      if (predicted === null || measured?.anonymousBytes == null) return [];
      const said = predicted.anonymousBytes + predicted.gpuBytes;
      const came = measured.anonymousBytes + (measured.gpuBytes ?? 0);
      return said > 0 && (measured.gpuBytes !== null || predicted.gpuBytes === 0) ? [Math.abs(came / said - 1)] : [];
    })
    .slice(0, recentLoads)
    .sort((a, b) => a - b);
  const withinShare = shares[Math.ceil(shares.length * ordinaryShare) - 1];
  return withinShare === undefined ? null : { loads: shares.length, withinShare };
}

/** Early in a conversation, which is what the range speaks of. */
function speedAccuracy(loaded: readonly PastLoad[]): SpeedAccuracy | null {
  const beyond = loaded
    .flatMap(({ predictedTokensPerSecond: range, speeds }) => {
      const shallow = speeds.find(({ decodeMs }) => decodeMs > 0);
      return range === null || shallow === undefined ? [] : [shareBeyond(range, speedOf(shallow))];
    })
    .slice(0, recentLoads);
  const furthestShare = beyond.reduce((most, share) => (Math.abs(share) > Math.abs(most) ? share : most), 0);
  const within = beyond.filter((share) => share === 0).length;
  return beyond.length === 0 ? null : { loads: beyond.length, within, furthestShare };
}

const speedOf = ({ tokens, decodeMs }: PastLoad["speeds"][number]): number => (tokens * 1000) / decodeMs;

/** Of a range's nearer end, as a share of it: -0.12 is 12 % under the low one; 0 within. */
function shareBeyond([low, high]: readonly [number, number], speed: number): number {
  if (speed < low) return speed / low - 1;
  return speed > high ? speed / high - 1 : 0;
}
