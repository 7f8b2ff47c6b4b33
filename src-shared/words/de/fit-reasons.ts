import type { FitReasons } from "../../contract/index.ts";
import type { Words } from "../language.ts";
import { figures } from "./figures.ts";
import { aboutSpeed, capital, needs, needsTooMuch, paceWords, shortGpuName } from "./parts.ts";

export const fitReasons: Words<FitReasons> = {
  needs: (need) => `${capital(needs(need))}.`,
  "needs-too-much": (need) => `${needsTooMuch(need)}.`,
  "runs-on-both": ({ gpuLayers, layers, gpuBytes, needBytes, freeBytes }) =>
    `${gpuLayers} von ${layers} Schichten ${gpuLayers === 1 ? "läuft" : "laufen"} auf der GPU (${figures.memory(gpuBytes)}); der Rest läuft auf dem Prozessor und ${needs({ needBytes, freeBytes, gpus: [] })}.`,
  "little-is-left": () =>
    "Für andere Programme bleibt wenig: Schon das Öffnen eines weiteren kann alles stark verlangsamen.",
  "context-is-too-big": ({ contextTokens, kvBytes }) =>
    `Das Modell selbst passt; zu groß ist der Kontext von ${figures.context(contextTokens)} (${figures.memory(kvBytes)}).`,
  "weights-alone": ({ weightsBytes }) => `Das Modell allein braucht ${figures.memory(weightsBytes)}.`,
  "weights-and-more": ({ weightsBytes, moreBytes }) =>
    `Das Modell allein braucht ${figures.memory(weightsBytes)}; zum Rechnen kommen ${figures.memory(moreBytes)} dazu.`,
  writes: ({ tokensPerSecond, pace }) => `Schreibt ${aboutSpeed(tokensPerSecond)}: ${paceWords(pace)}.`,
  "full-context-speed": ({ tokensPerSecond, contextTokens }) =>
    `${capital(aboutSpeed(tokensPerSecond))}, sobald der ganze Kontext von ${figures.context(contextTokens)} belegt ist.`,
  "too-few-bits": () =>
    "Weniger als drei Bit pro Gewicht sind zu wenig für ein so kleines Modell: Die Antworten sind oft unbrauchbar.",
  "few-bits": () => "Weniger als drei Bit pro Gewicht: Auch ein großes Modell macht dann mehr Fehler.",
  "keeps-little": () => "Es bleibt so wenig erhalten, dass die Antworten oft Unsinn sind.",
  "clearly-worse": () => "Die Antworten sind deutlich schlechter als die des vollen Modells.",
  "beyond-training": ({ contextTokens, trainedTokens }) => {
    const [asked, trained] = figures.contextsApart(contextTokens, trainedTokens);
    return `${asked} ist mehr als die ${trained}, mit denen das Modell trainiert wurde: Darüber hinaus können Antworten zerfallen.`;
  },
  "gpu-may-refuse": ({ gpu }) =>
    `Wird es trotzdem geladen, lehnt die ${shortGpuName(gpu)} es womöglich ab oder lagert es in langsameren Speicher aus und antwortet um ein Vielfaches langsamer.`,
  "would-read-the-disk": () =>
    "Wird es trotzdem geladen, werden für jedes Wort Teile des Modells neu von der Festplatte gelesen: um ein Vielfaches langsamer, aber es geht nichts verloren.",
  "may-freeze": () =>
    "Wird es trotzdem geladen, friert der Computer womöglich eine Weile ein, und das System beendet vielleicht dieses oder ein anderes Programm.",
  "details-of-another": () =>
    "Die eigenen Details wurden nicht gelesen: Gerechnet wird mit denen eines anderen Modells dieses Repositorys.",
  "failed-before": ({ failure, like }, saying) =>
    like === null
      ? `Das ist hier schon einmal gescheitert. ${saying.error(failure)}`
      : `Ein ähnlicher Plan (${figures.context(like.contextTokens)} Kontext, ${figures.memory(like.bytes)}) ist hier schon einmal gescheitert. ${saying.error(failure)}`,
};
