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
const mostTicks = 6;

/** Holds every value, all of which are positive. */
export function logScale(values: readonly number[]): LogScale {
  const known = values.filter((value) => Number.isFinite(value) && value > 0);
  const [least, most] = known.length === 0 ? [1, 10] : [Math.min(...known), Math.max(...known)];
  // One value alone still gets an axis that tells its size.
  const [low, high] = [least / room, Math.max(most * room, (least / room) * 3)];
  const span = Math.log(high / low);
  return { low, high, at: (value) => Math.log(value / low) / span, ticks: ticksBetween(low, high) };
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
  const tries = [marks([1, 2, 5], 1), marks([1, 3], 1), marks([1], 1)];
  return tries.find((ticks) => ticks.length <= mostTicks) ?? marks([1], Math.ceil((last - first) / mostTicks));
}
