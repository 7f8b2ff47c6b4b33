/** Share of decided votes, 0 to 1. */
export interface Interval {
  low: number;
  high: number;
}

/** How often a pair may get a verdict though neither is preferred. */
export const usualDoubt = 0.05;

/**
 * Wilson's interval for a share of `count` votes: the shares that are no more than `z` standard deviations from what was found. Null
 * without a vote.
 */
export function wilsonInterval(wins: number, count: number, z: number): Interval | null {
  if (count === 0) return null;
  const share = wins / count;
  const scale = 1 + z ** 2 / count;
  const centre = (share + z ** 2 / (2 * count)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/**
 * How wide the interval has to be so that it may be looked at after every vote. With the usual 1.96 a person who stops as soon as it leaves
 * one half out would see a preference that is none in 30 of 100 cases, since each look is another chance. Here that happens in no more than
 * `doubt` of all cases, however many votes are given: for a voter without preference, the likelihood of the votes under every preference
 * alike, over that under none, is a martingale that begins with 1, so it ever reaches 1 / `doubt` with that probability at most (Ville).
 * Wilson's interval leaves one half out exactly where the lead is more than z standard deviations, so z is the lead, in these, at which
 * the ratio gets there; between whole votes the factorials go on as gamma functions.
 */
export function lookedAtOften(count: number, doubt = usualDoubt): number {
  let low = count / 2;
  let high = count + 1;
  for (let step = 0; step < 60; step++) {
    const wins = (low + high) / 2;
    if (lnRatio(wins, count) < -Math.log(doubt)) low = wins;
    else high = wins;
  }
  return (2 * low - count) / Math.sqrt(count);
}

/** Of the votes under any preference, each as likely, over the votes under none. */
const lnRatio = (wins: number, count: number): number =>
  count * Math.LN2 + lnGamma(wins + 1) + lnGamma(count - wins + 1) - lnGamma(count + 2);

const lnRootOfTwoPi = Math.log(2 * Math.PI) / 2;
const fewForStirling = 8;

/** Stirling's series, after steps up to where it is exact to ten digits. For x above 0. */
function lnGamma(x: number): number {
  let at = x;
  let below = 0;
  while (at < fewForStirling) below += Math.log(at++);
  const series = 1 / (12 * at) - 1 / (360 * at ** 3) + 1 / (1260 * at ** 5);
  return (at - 0.5) * Math.log(at) - at + lnRootOfTwoPi + series - below;
}
