import type { Contender } from "./types.ts";

/** Within one band what is measured counts, but only so much as speed and size do: the order there is not known for sure. */
const standingWorth = 0.5;

const worthOf = ({ points, ease }: Contender): number => standingWorth * points.value + ease;

/**
 * The first of them: of the highest band those that are not clearly behind another, as their intervals meet, and of these the quicker
 * or smaller one. The same whatever the order they come in.
 */
export function firstOf(contenders: readonly Contender[]): Contender | null {
  const most = Math.max(...contenders.map(({ rank }) => rank));
  const highest = contenders.filter(({ rank }) => rank === most);
  const least = Math.max(...highest.map(({ points }) => points.low));
  return highest
    .filter(({ points }) => points.high >= least)
    .reduce<Contender | null>((first, one) => (first === null || comesBefore(one, first) ? one : first), null);
}

function comesBefore(a: Contender, b: Contender): boolean {
  const [one, other] = [worthOf(a), worthOf(b)];
  if (one !== other) return one > other;
  if (a.variant.sizeBytes !== b.variant.sizeBytes) return a.variant.sizeBytes < b.variant.sizeBytes;
  return a.model.card.baseModel < b.model.card.baseModel;
}
