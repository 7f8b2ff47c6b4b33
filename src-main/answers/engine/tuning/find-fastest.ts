/**
 * One measurement of a candidate, in tokens per second; null when another program was in the way, or the caller gave
 * up.
 */
export type Measure<T> = (candidate: T) => Promise<number | null>;

export interface Fastest<T> {
  candidate: T;
  tokensPerSecond: number;
}

/** Those within this share of the fastest are measured again; the others are out. */
const contenders = 0.8;
/** With more threads speed rises, then falls: after this many slower ones in a row the others need no measuring. */
const slowerInARow = 2;
const rounds = 3;
const chances = 3;
/** One that is not faster by more than this is not worth more threads, or another environment. */
const worthIt = 1.03;

/**
 * The fastest candidate, measured by turns, so that a change of the computer's mood meets all. Of each the best measurement
 * counts: what disturbs can only slow. `inDoubt` is the one to take of two as good as equal. Null when one could not be measured.
 * `isOver`, asked with how many have their measurement, may end it once the first has one, and the chances of one that was disturbed:
 * a slow model must not keep the computer busy for a minute.
 */
export async function findFastest<T>(
  candidates: readonly T[],
  measure: Measure<T>,
  options: { isOver: (known: number) => boolean; inDoubt: "first" | "last" },
): Promise<Fastest<T> | null> {
  const best = new Map<T, number>();
  const take = async (candidate: T): Promise<number | null> => {
    const speed = await measure(candidate);
    if (speed !== null) best.set(candidate, Math.max(speed, best.get(candidate) ?? 0));
    return speed;
  };
  const isOver = (): boolean => options.isOver(best.size);
  const top = (): number => Math.max(0, ...best.values());
  let left: T[] = [];
  let slower = 0;
  for (const candidate of candidates) {
    if (slower >= slowerInARow || (left.length > 0 && isOver())) break;
    // More chances at once: what was in the way may only have passed by.
    let speed: number | null = null;
    for (let tries = 0; tries < chances && speed === null && (tries === 0 || !isOver()); tries++)
      speed = await take(candidate);
    if (speed === null) return null;
    slower = (best.get(candidate) ?? 0) < contenders * top() ? slower + 1 : 0;
    left.push(candidate);
  }
  for (let round = 1; round < rounds; round++) {
    left = left.filter((candidate) => (best.get(candidate) ?? 0) >= contenders * top());
    if (left.length < 2 || isOver()) break;
    for (const candidate of left) await take(candidate);
  }
  const ordered = options.inDoubt === "first" ? left : [...left].reverse();
  let [winner] = ordered;
  for (const candidate of ordered) {
    if (winner === undefined || (best.get(candidate) ?? 0) > worthIt * (best.get(winner) ?? 0)) winner = candidate;
  }
  return winner === undefined ? null : { candidate: winner, tokensPerSecond: best.get(winner) ?? 0 };
}
