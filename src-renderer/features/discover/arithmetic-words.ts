import type { CacheLine, FitArithmetic, LimitLine, SpeedLine, VariantFit } from "../../../src-shared/contract/index.ts";
import { totalNeedBytes } from "../../../src-shared/figures/index.ts";
import type { WindowWords } from "../../../src-shared/words/index.ts";

type Words = WindowWords["discover"]["arithmetic"];

/** A line of the arithmetic: what, how much, and how it is calculated. */
export interface Line {
  what: string;
  figure: string;
  how: string;
  /** Part of the line before it. */
  part?: boolean;
  sum?: boolean;
  over?: boolean;
}

function cacheHow(words: Words, { layers, heads, numbersPerToken, cells, sliding, bytesPerNumber }: CacheLine): string {
  const numbers = heads
    ? words.cacheHeads(heads.count, heads.keyLength, heads.valueLength)
    : words.cacheNumbers(numbersPerToken);
  return words.cache(layers, numbers, words.cacheTokens(cells, sliding), bytesPerNumber);
}

/** Models whose first and last step use the same table of words need it on two devices, or in two layouts: more than rounding. */
const secondTableShare = 0.01;

/** The memory, kind by kind, and its sum. `lines` is null until it was asked for. */
export function memoryLines(words: Words, fit: VariantFit, lines: FitArithmetic | null): Line[] {
  const { memory, plan } = fit;
  if (!memory) return [];
  const source = fit.exactWeights ? words.fromHeader : words.byRecipe;
  const file = fit.sizeBytes > 0 ? words.fileOf(fit.sizeBytes) : "";
  const largest = (lines?.weights ?? []).slice(0, 4).map(({ type, bytes }) => words.typeAmount(type, bytes));
  const inFile = (lines?.weights ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
  const twice = inFile > 0 ? memory.weightsBytes - inFile : 0;
  const again = twice > memory.weightsBytes * secondTableShare ? words.tableTwice(twice) : "";
  const all: Line[] = [
    {
      what: words.weights,
      figure: words.amount(memory.weightsBytes),
      how: [[source, largest.join(", ")].filter(Boolean).join(": ") + again, file].filter(Boolean).join("; "),
    },
  ];
  if (memory.repackBytes > 0)
    all.push({ what: words.copied, figure: words.amount(memory.repackBytes), how: words.copiedHow, part: true });
  const cache = lines?.cache ?? [];
  const [only] = cache;
  if (memory.kvBytes > 0)
    all.push({
      what: words.context,
      figure: words.amount(memory.kvBytes),
      how: cache.length === 1 && only ? cacheHow(words, only) : cache.length > 1 ? words.sumOf : "",
    });
  if (cache.length > 1)
    for (const line of cache)
      all.push({
        what: line.sliding ? words.withWindow : words.seeingAll,
        figure: words.amount(line.bytes),
        how: cacheHow(words, line),
        part: true,
      });
  if (memory.stateBytes > 0)
    all.push({ what: words.state, figure: words.amount(memory.stateBytes), how: words.stateHow });
  all.push(
    {
      what: words.buffers,
      figure: words.amount(memory.computeBytes),
      how: plan ? words.buffersHow(plan.batchTokens) : "",
    },
    { what: words.engine, figure: words.amount(memory.overheadBytes), how: words.engineHow },
    { what: words.sum, figure: words.amount(totalNeedBytes(memory)), how: "", sum: true },
  );
  return all;
}

function limitHow(words: Words, { freeBytes, reserveBytes, sharedBytes, budgetBytes }: LimitLine): string {
  const text = words.addingUp([freeBytes, -reserveBytes, -sharedBytes], budgetBytes);
  const shared = sharedBytes > 0 ? text(sharedBytes) : null;
  return words.limit(text(freeBytes), text(reserveBytes), shared, text(budgetBytes));
}

/** Each device's part against what it can give. */
export function limitLines(words: Words, fit: VariantFit, lines: FitArithmetic | null): Line[] {
  return (fit.memory?.devices ?? [])
    .map((device, at) => ({
      device,
      // Cards of one name have each their own line, in the order of the devices.
      limit: [lines?.limits[at], ...(lines?.limits ?? [])].find((one) => one?.device === device.name),
    }))
    .filter(({ device }) => device.needBytes > 0)
    .map(({ device, limit }) => ({
      what: device.kind === "cpu" ? words.ram : device.name,
      figure: words.amountOf(device.needBytes, device.budgetBytes),
      how: limit ? limitHow(words, limit) : "",
      over: device.needBytes > device.budgetBytes,
    }));
}

function speedHow(words: Words, { readBytes, bytesPerSecond, bandwidthBytesPerSecond: of }: SpeedLine): string {
  const [low, high] = bytesPerSecond;
  const share = of === null ? null : words.sharesOf(low / of, high / of, of);
  return words.read(Math.min(...readBytes), Math.max(...readBytes), words.rates(low, high), share);
}

const waitWords = (words: Words, a: number, b: number): string => words.wait(Math.min(a, b), Math.max(a, b));

/** The time of one word-piece, device by device, and the speed that comes of it. */
export function speedLines(words: Words, fit: VariantFit, lines: FitArithmetic | null): Line[] {
  const { speed } = fit;
  if (!speed) return [];
  const all: Line[] = (lines?.speed ?? []).map((line) => ({
    what: line.device,
    figure: waitWords(words, line.readBytes[0] / line.bytesPerSecond[0], line.readBytes[1] / line.bytesPerSecond[1]),
    how: speedHow(words, line),
  }));
  if (lines) all.push({ what: words.fixed, figure: waitWords(words, ...lines.tokenSeconds), how: words.fixedHow });
  all.push({
    what: words.speed,
    figure: words.speedRange(speed.tokensPerSecond),
    how: words.speedBases[speed.basis],
    sum: true,
  });
  return all;
}
