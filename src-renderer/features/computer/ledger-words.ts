import type { LedgerEntry } from "../../../src-shared/contract/index.ts";
import { type Figures, agreementShare, usedBytes } from "../../../src-shared/figures/index.ts";
import type { WindowWords } from "../../../src-shared/words/index.ts";

type Words = WindowWords["computer"]["ledger"];

export function predictedBytes({ predicted }: LedgerEntry): number | null {
  return predicted === null ? null : usedBytes(predicted);
}

export function measuredBytes({ measured }: LedgerEntry): number | null {
  return measured === null ? null : usedBytes(measured);
}

/** Measured less predicted, as a share of the predicted. Null where a part was not measured. */
export function differenceShare(entry: LedgerEntry): number | null {
  const [said, came] = [predictedBytes(entry), measuredBytes(entry)];
  if (said === null || came === null || said <= 0 || entry.measured?.anonymousBytes == null) return null;
  if ((entry.predicted?.gpuBytes ?? 0) > 0 && entry.measured.gpuBytes === null) return null;
  return came / said - 1;
}

/** "8K context, 20 layers on the GPU". */
export function planWords(words: Words, { plan }: LedgerEntry): string {
  const parts = [words.context(plan.contextTokens)];
  if (plan.kvType !== "f16") parts.push(words.cache(plan.kvType));
  if (plan.gpuLayers > 0) parts.push(words.gpuLayers(plan.gpuLayers));
  return parts.join(", ");
}

/** Tokens a second near the beginning of the context; null before the first answer. */
export function shallowSpeed({ speeds }: LedgerEntry): number | null {
  return speeds.find(({ tokensPerSecond }) => tokensPerSecond !== null)?.tokensPerSecond ?? null;
}

/** "11.6", "92": digits that mean something. */
export function figure({ number }: Figures, value: number): string {
  return number(value, value < 19.95 ? 1 : 0);
}

/** "9–12", as the prediction was shown. */
export function rangeWords(figures: Figures, [low, high]: readonly [number, number]): string {
  const [from, to] = [figure(figures, low), figure(figures, high)];
  return from === to ? from : `${from}–${to}`;
}

export function nameOf({ name, label }: LedgerEntry): string {
  return `${name} ${label}`;
}

/** What the memory chart shows, for those who do not see it. */
export function memoryChartWords(words: Words, entries: readonly LedgerEntry[]): string {
  const known = entries.flatMap((entry) => {
    const share = differenceShare(entry);
    return share === null ? [] : [{ entry, share }];
  });
  const furthest = known.reduce<(typeof known)[number] | null>(
    (most, one) => (most === null || Math.abs(one.share) > Math.abs(most.share) ? one : most),
    null,
  );
  if (furthest === null) return words.noLoad;
  const { entry, share } = furthest;
  const close = known.filter((one) => Math.abs(one.share) <= agreementShare).length;
  const [predicted, measured] = [predictedBytes(entry) ?? 0, measuredBytes(entry) ?? 0];
  const furthestWords = words.furthest(nameOf(entry), predicted, measured, words.signed(share));
  return words.memoryChartText(known.length, close, furthestWords);
}

/** What the speed chart shows, for those who do not see it. */
export function speedChartWords(words: Words, entries: readonly LedgerEntry[]): string {
  const known = entries.flatMap(({ predictedTokensPerSecond: range, ...entry }) => {
    const speed = shallowSpeed({ predictedTokensPerSecond: range, ...entry });
    return speed === null || range === null ? [] : [{ range, speed }];
  });
  const inside = known.filter(({ range, speed }) => speed >= range[0] && speed <= range[1]).length;
  return words.speedChartText(known.length, inside);
}
