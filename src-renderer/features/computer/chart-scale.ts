/** A logarithmic axis: small and large models share it, and a ratio is the same distance everywhere. */
export interface LogScale {
  low: number;
  high: number;
  /** 0 at the low end, 1 at the high end. */
  at(value: number): number;
  ticks: number[];
}

/** Room around the outermost values, as a factor. */
const room = 1.3;
/** The least that an axis spans, as a factor: one value alone stands in the middle of something. */
const leastSpan = 4;
const mostTicks = 6;

/** Memory is marked at powers of two, all else at round figures of ten. */
export type TickBase = 2 | 10;

/** Holds every value, all of which are positive. */
export function logScale(values: readonly number[], base: TickBase = 10): LogScale {
  const known = values.filter((value) => Number.isFinite(value) && value > 0);
  const [least, most] = known.length === 0 ? [1, 10] : [Math.min(...known), Math.max(...known)];
  const half = Math.max((most * room * room) / least, leastSpan) ** 0.5;
  const middle = Math.sqrt(least * most);
  const [low, high] = [middle / half, middle * half];
  const span = Math.log(high / low);
  return {
    low,
    high,
    at: (value) => Math.log(value / low) / span,
    ticks: base === 2 ? doublingsBetween(low, high) : ticksBetween(low, high),
  };
}

/** Powers of two, every second or third of them where they would crowd. */
function doublingsBetween(low: number, high: number): number[] {
  const [first, last] = [Math.ceil(Math.log2(low)), Math.floor(Math.log2(high))];
  const every = Math.max(1, Math.ceil((last - first + 1) / mostTicks));
  const ticks: number[] = [];
  for (let power = first; power <= last; power += every) ticks.push(2 ** power);
  return ticks;
}

/** 1, 2 and 5 of each power of ten, and fewer of them where they would crowd. */
function ticksBetween(low: number, high: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const marks = (steps: readonly number[], everyPower: number): number[] => {
    const ticks: number[] = [];
    for (let power = first; power <= last; power += everyPower) {
      ticks.push(...steps.map((step) => Number(`${step}e${power}`)).filter((tick) => tick >= low && tick <= high));
    }
    return ticks;
  };
  const tries = [marks([1, 1.5, 2, 3, 5, 7], 1), marks([1, 2, 5], 1), marks([1, 3], 1), marks([1], 1)];
  return tries.find((ticks) => ticks.length <= mostTicks) ?? marks([1], Math.ceil((last - first) / mostTicks));
}
