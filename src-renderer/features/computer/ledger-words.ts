import type { LedgerEntry } from "../../../src-shared/contract/index.ts";
import { agreementShare, formatBytes, formatContext, usedBytes } from "../../../src-shared/figures/index.ts";

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

/** "+1.3 %", "−2.1 %". */
export function differenceWords(share: number): string {
  const percent = Math.abs(share * 100);
  const figure = percent < 9.95 ? percent.toFixed(1) : percent.toFixed(0);
  if (Number(figure) === 0) return "0 %";
  return `${share < 0 ? "−" : "+"}${figure} %`;
}

/** "8K context, 20 layers on the GPU". */
export function planWords({ plan }: LedgerEntry): string {
  const parts = [`${formatContext(plan.contextTokens)} context`];
  if (plan.kvType !== "f16") parts.push(`${plan.kvType} cache`);
  if (plan.gpuLayers > 0) parts.push(`${plan.gpuLayers} ${plan.gpuLayers === 1 ? "layer" : "layers"} on the GPU`);
  return parts.join(", ");
}

/** Tokens a second near the beginning of the context; null before the first answer. */
export function shallowSpeed({ speeds }: LedgerEntry): number | null {
  return speeds.find(({ tokensPerSecond }) => tokensPerSecond !== null)?.tokensPerSecond ?? null;
}

/** "11.6", "92": digits that mean something. */
export function figure(value: number): string {
  return value < 19.95 ? value.toFixed(1) : value.toFixed(0);
}

/** "9–12", as the prediction was shown. */
export function rangeWords([low, high]: readonly [number, number]): string {
  return figure(low) === figure(high) ? figure(low) : `${figure(low)}–${figure(high)}`;
}

/** What the memory chart shows, for those who do not see it. */
export function memoryChartWords(entries: readonly LedgerEntry[]): string {
  const known = entries.flatMap((entry) => {
    const share = differenceShare(entry);
    return share === null ? [] : [{ entry, share }];
  });
  const furthest = known.reduce<(typeof known)[number] | null>(
    (most, one) => (most === null || Math.abs(one.share) > Math.abs(most.share) ? one : most),
    null,
  );
  if (furthest === null) return "No load has been measured yet.";
  const { entry, share } = furthest;
  const close = known.filter((one) => Math.abs(one.share) <= agreementShare).length;
  return (
    `Memory, predicted against measured, of ${known.length === 1 ? "one load" : `${known.length} loads`}: ` +
    `${close} within 5 %. Furthest off: ${entry.name} ${entry.label}, ${formatBytes(predictedBytes(entry) ?? 0)} predicted and ` +
    `${formatBytes(measuredBytes(entry) ?? 0)} measured, ${differenceWords(share)}.`
  );
}

/** What the speed chart shows, for those who do not see it. */
export function speedChartWords(entries: readonly LedgerEntry[]): string {
  const known = entries.flatMap(({ predictedTokensPerSecond: range, ...entry }) => {
    const speed = shallowSpeed({ predictedTokensPerSecond: range, ...entry });
    return speed === null || range === null ? [] : [{ range, speed }];
  });
  const inside = known.filter(({ range, speed }) => speed >= range[0] && speed <= range[1]).length;
  return `Speed, predicted against measured, of ${known.length === 1 ? "one load" : `${known.length} loads`}: ${inside} within the predicted range.`;
}
