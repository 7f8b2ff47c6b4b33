import type { ContextCostFigures, FitHeadlines } from "../../contract/index.ts";
import { formatMemory, formatContext, formatCount, formatPercent, wordsPerToken } from "../../figures/index.ts";
import type { Words } from "../language.ts";
import { aboutSpeed, capital, gpuNames, needs, needsTooMuch, paceWords } from "./parts.ts";

/** To be understood without knowing what a layer or a cache is. */
export const fitHeadlines: Words<FitHeadlines> = {
  "headline-runs-well": (figures) => `${capital(needs(figures))}, and writes ${paceWords(figures.pace)}.`,
  "headline-runs-slowly": ({ tokensPerSecond }) =>
    `Fits, but writes only ${aboutSpeed(tokensPerSecond)}: slower than you read.`,
  "headline-tight": (figures) => `${capital(needs(figures))}: ${onlyLeft(figures.leftBytes)}.`,
  "headline-tight-beside-gpu": ({ gpus, leftBytes, ...memory }) =>
    `${capital(needs({ ...memory, gpus: [] }))} beside ${gpuNames(gpus)}: ${onlyLeft(leftBytes)}.`,
  "headline-partly-on-gpu": ({ gpuShare, gpus, chosen, tokensPerSecond }) =>
    `Only ${formatPercent(gpuShare)} of it ${chosen ? "runs" : "fits"} on ${gpuNames(gpus)}; with the processor doing the rest it writes ${aboutSpeed(tokensPerSecond)}.`,
  "headline-context-too-long": (figures) => `${needsTooMuch(figures)}: ${contextCost(figures)}.`,
};

const onlyLeft = (bytes: number): string => `only ${formatMemory(bytes)} is left for other programs`;

const contextCost = ({ contextTokens, kvBytes }: ContextCostFigures): string =>
  `${formatMemory(kvBytes)} of it to remember ${formatContext(contextTokens)} tokens (${wordCount(contextTokens)})`;

/** "some 25,000 words": three quarters of a word a token, as English goes. */
function wordCount(tokens: number): string {
  const words = tokens * wordsPerToken();
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(words)) - 1);
  return `some ${formatCount(Math.round(words / digits) * digits)} words`;
}
