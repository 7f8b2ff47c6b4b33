import type { ContextCostFigures, FitHeadlines } from "../../contract/index.ts";
import { wordsPerToken } from "../../figures/index.ts";
import type { Words } from "../language.ts";
import { figures, locale } from "./figures.ts";
import { aboutSpeed, besideGpus, capital, needs, needsTooMuch, onGpus, paceWords } from "./parts.ts";

export const fitHeadlines: Words<FitHeadlines> = {
  "headline-runs-well": (need) => `${capital(needs(need))} und schreibt ${paceWords(need.pace)}.`,
  "headline-runs-slowly": ({ tokensPerSecond }) =>
    `Passt, schreibt aber nur ${aboutSpeed(tokensPerSecond)}: langsamer, als man liest.`,
  "headline-tight": (need) => `${capital(needs(need))}: Nur ${left(need.leftBytes)}.`,
  "headline-tight-beside-gpu": ({ gpus, leftBytes, ...memory }) =>
    `${capital(needs({ ...memory, gpus: [] }))} Arbeitsspeicher ${besideGpus(gpus)}: Nur ${left(leftBytes)}.`,
  "headline-partly-on-gpu": ({ gpuShare, gpus, chosen, tokensPerSecond }) => {
    const part = chosen
      ? `Läuft nur zu ${figures.percent(gpuShare)} ${onGpus(gpus, "der")}`
      : `Passt nur zu ${figures.percent(gpuShare)} ${onGpus(gpus, "die")}`;
    return `${part}; mit dem Prozessor für den Rest schreibt es ${aboutSpeed(tokensPerSecond)}.`;
  },
  "headline-context-too-long": (need) => `${needsTooMuch(need)}: ${contextCost(need)}.`,
};

const left = (bytes: number): string => `${figures.memory(bytes)} bleiben für andere Programme`;

const contextCost = ({ contextTokens, kvBytes }: ContextCostFigures): string =>
  `${figures.memory(kvBytes)} davon für einen Kontext von ${figures.context(contextTokens)} Token (${wordCount(contextTokens)})`;

/** "etwa 18.000 Wörter": somewhat more than half a word a token, as German goes. */
function wordCount(tokens: number): string {
  const words = tokens * wordsPerToken(locale);
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(words)) - 1);
  return `etwa ${figures.count(Math.round(words / digits) * digits)} Wörter`;
}
