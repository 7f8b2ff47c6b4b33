import { type TokenBias, samplingLimits } from "../../../src-shared/contract/index.ts";

/** One a line; a backslash and an n stand for a new line in it. Null where there are too many, or one is too long. */
export function parseStops(text: string): string[] | null {
  const stops = linesOf(text).map((line) => line.replaceAll("\\n", "\n"));
  const { stops: most, stopCharacters } = samplingLimits;
  return stops.length > most || stops.some((stop) => stop.length > stopCharacters) ? null : stops;
}

export const showStops = (stops: readonly string[]): string =>
  stops.map((stop) => stop.replaceAll("\n", "\\n")).join("\n");

/** "delve" is never written, "however: -3" less often. A number: the line that is neither, from 1. */
export function parseBiases(text: string): TokenBias[] | number {
  const { bias: most, biases: mostLines, biasCharacters } = samplingLimits;
  const found: TokenBias[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const [, word = line, number] = /^(.*?)\s*:\s*([+-]?\d+(?:[.,]\d+)?)\s*$/.exec(line) ?? [];
    const bias = number === undefined ? null : Number(number.replace(",", "."));
    const said = word.trim();
    const isWrong = said === "" || said.length > biasCharacters || (bias !== null && Math.abs(bias) > most);
    if (isWrong || found.length >= mostLines) return at + 1;
    found.push({ text: said, bias });
  }
  return found;
}

export const showBiases = (biases: readonly TokenBias[], number: (value: number) => string): string =>
  biases.map(({ text, bias }) => (bias === null ? text : `${text}: ${number(bias)}`)).join("\n");

export const linesOf = (text: string): string[] => text.split("\n").filter((line) => line.trim() !== "");
