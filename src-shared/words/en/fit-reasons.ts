import type { FitReasons } from "../../contract/index.ts";
import { formatMemory, formatContext, formatContextsApart } from "../../figures/index.ts";
import type { Words } from "../language.ts";
import { aboutSpeed, capital, needs, needsTooMuch, paceWords, shortGpuName } from "./parts.ts";

export const fitReasons: Words<FitReasons> = {
  needs: (figures) => `${capital(needs(figures))}.`,
  "needs-too-much": (figures) => `${needsTooMuch(figures)}.`,
  "runs-on-both": ({ gpuLayers, layers, gpuBytes, needBytes, freeBytes }) =>
    `${gpuLayers} of ${layers} layers run on the GPU (${formatMemory(gpuBytes)}); the rest runs on the CPU and ${needs({ needBytes, freeBytes, gpus: [] })}.`,
  "little-is-left": () => "That leaves little for other programs: opening one may slow it down a lot.",
  "context-is-too-big": ({ contextTokens, kvBytes }) =>
    `The model itself fits; the ${formatContext(contextTokens)} context is what is too big (${formatMemory(kvBytes)}).`,
  "weights-alone": ({ weightsBytes }) => `The model alone is ${formatMemory(weightsBytes)}.`,
  "weights-and-more": ({ weightsBytes, moreBytes }) =>
    `The model alone is ${formatMemory(weightsBytes)}; what it works with beside that needs ${formatMemory(moreBytes)} more.`,
  writes: ({ tokensPerSecond, pace }) => `Writes ${aboutSpeed(tokensPerSecond)}, ${paceWords(pace)}.`,
  "full-context-speed": ({ tokensPerSecond, contextTokens }) =>
    `${capital(aboutSpeed(tokensPerSecond))} once all ${formatContext(contextTokens)} of context are in use.`,
  "too-few-bits": () => "Fewer than three bits a weight is too few for a model this small: expect broken answers.",
  "few-bits": () => "Fewer than three bits a weight: expect more mistakes, even of a large model.",
  "keeps-little": () => "So little is kept that answers are often nonsense.",
  "clearly-worse": () => "Answers are clearly worse than the full model's.",
  "beyond-training": ({ contextTokens, trainedTokens }) => {
    const [asked, trained] = formatContextsApart(contextTokens, trainedTokens);
    return `${asked} is more than the ${trained} that the model was trained on: answers may fall apart beyond that.`;
  },
  "gpu-may-refuse": ({ gpu }) =>
    `If you load it anyway, the ${shortGpuName(gpu)} may refuse it, or swap it to slower memory and answer many times slower.`,
  "would-read-the-disk": () =>
    "If you load it anyway, parts of the model are read from the disk again for every word: many times slower, but nothing is lost.",
  "may-freeze": () =>
    "If you load it anyway, your computer may freeze for a while, and the system may end this or another program.",
  "details-of-another": () => "Its own details were not read: it is reckoned by another model's of this repository.",
  "failed-before": ({ failure, like }, saying) =>
    like === null
      ? `This failed here before. ${saying.error(failure)}`
      : `A plan like it (${formatContext(like.contextTokens)} context, ${formatMemory(like.bytes)}) failed here before. ${saying.error(failure)}`,
};
