/** One line of the table: a figure of ours beside a peer's, measured in the same run. */
export interface Comparison {
  name: string;
  ours: number;
  theirs: number;
  /** Whom we measure against, in words. */
  peer: string;
  unit: string;
  /** ours / theirs; null for figures that are not read that way. */
  ratio: number | null;
  /** Of the ratio, ">= 1.2", or of our own figure, ">= 100 %"; null where the figure is only reported. */
  target: string | null;
  met: boolean | null;
}

/** What a module `test/bench/<name>.ts` exports as `benchmark`. */
export interface Benchmark {
  /** Measures everything of its subject; `note` says what is going on, on standard error. */
  run(note: (text: string) => void): Promise<Comparison[]>;
}

export type Target = { at: "least" | "most"; ratio: number } | { at: "least" | "most"; ours: number };

/** Each side is measured so often; an odd number, so that the median is a real measurement. */
export const defaultRounds = 5;

export interface Sides {
  ours: () => Promise<number>;
  theirs: () => Promise<number>;
}

/** By turns, so that a change of the machine's mood meets both sides; who begins changes as well. */
export async function byTurns(
  { ours, theirs }: Sides,
  rounds = defaultRounds,
): Promise<{ ours: number; theirs: number }> {
  const measured = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const sides = [async () => measured.ours.push(await ours()), async () => measured.theirs.push(await theirs())];
    if (round % 2 === 1) sides.reverse();
    for (const side of sides) await side();
  }
  return { ours: median(measured.ours), theirs: median(measured.theirs) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

export function compare(
  figures: { name: string; peer: string; unit: string; ours: number; theirs: number },
  target: Target | null,
): Comparison {
  const { name, peer, unit } = figures;
  const ratio = figures.ours / figures.theirs;
  const isAbsolute = target !== null && "ours" in target;
  const judged = isAbsolute ? figures.ours : ratio;
  const bound = target === null ? 0 : "ours" in target ? target.ours : target.ratio;
  const meets = target?.at === "least" ? judged >= bound : judged <= bound;
  return {
    name,
    ours: round(figures.ours, 3),
    theirs: round(figures.theirs, 3),
    peer,
    unit,
    ratio: isAbsolute || !Number.isFinite(ratio) ? null : round(ratio, 3),
    target: target && `${target.at === "least" ? ">=" : "<="} ${String(bound)}${isAbsolute ? ` ${unit}` : ""}`,
    met: target && meets,
  };
}

/** To more significant digits than a reader needs. */
function round(value: number, digits: number): number {
  return Number(value.toPrecision(digits + 1));
}

export function table(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(({ name, ours, theirs, peer, unit, ratio, target, met }) => [
    name,
    `${ours} ${unit}`,
    `${theirs} ${unit}`,
    ratio?.toFixed(2) ?? "",
    target ?? "",
    met === null ? "" : met ? "met" : "MISSED",
    peer,
  ]);
  const head = ["", "ours", "theirs", "ratio", "target", "", "measured against"];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? "").length)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
