import type { Statement, WaysOut } from "../../contract/index.ts";
import { formatMemory, formatContext, wordSpeedFigure } from "../../figures/index.ts";
import type { Saying, Words } from "../language.ts";
import { aboutSpeed } from "./parts.ts";

const thenOnGpuWords = (thenOnGpu: boolean): string => (thenOnGpu ? ": then all of it fits on the GPU" : "");

export const waysOut: Words<WaysOut> = {
  "keep-context-whole": () => "Keep the context in 16 bits.",
  "turn-on-flash-attention": () => "Turn flash attention on.",
  "compact-context": ({ freedBytes, thenOnGpu }) =>
    `Keeping the context in 8 bits instead of 16 frees ${formatMemory(freedBytes)}, at hardly any loss${thenOnGpuWords(thenOnGpu)}.`,
  "shorter-context": ({ contextTokens, beforeTokens, freedBytes, thenOnGpu }) =>
    `${formatContext(contextTokens)} instead of ${formatContext(beforeTokens)} frees ${formatMemory(freedBytes)}${thenOnGpuWords(thenOnGpu)}.`,
  "shorter-compact-context": ({ contextTokens, beforeTokens, freedBytes, thenOnGpu }) =>
    `${formatContext(contextTokens)} instead of ${formatContext(beforeTokens)}, kept in 8 bits, frees ${formatMemory(freedBytes)}${thenOnGpuWords(thenOnGpu)}.`,
  "no-layers-on-gpu": ({ layers, before }) =>
    `None of the ${layers} layers on the GPU instead of ${before}: it all fits in the computer's memory.`,
  "fewer-layers-on-gpu": ({ gpuLayers, layers, before }) =>
    `Keep ${gpuLayers} of ${layers} layers on the GPU instead of ${before}.`,
  "lower-reserve": ({ reserveBytes }) =>
    `Bitloft keeps ${formatMemory(reserveBytes)} free for other programs: lower that in Settings.`,
  "close-programs": ({ bytes }) => `Close about ${formatMemory(bytes)} of other programs.`,
  "smaller-model": () => "Look for a smaller model.",
  "take-faster": ({ variant, tokensPerSecond, insteadOf }) =>
    `Take ${variant}: ${aboutSpeed(tokensPerSecond)} instead of about ${wordSpeedFigure(insteadOf)}.`,
  "take-whole-on-gpu": ({ variant, gpus }) =>
    `Take ${variant}: all of it fits on the ${gpus > 1 ? "graphics cards" : "graphics card"}.`,
  "take-longer-context": ({ variant, contextTokens, hereTokens }) =>
    `Take ${variant}: it has room for ${formatContext(contextTokens)}, this one only for ${formatContext(hereTokens)}.`,
  "take-smaller": ({ variant, lessBytes }) => `Take ${variant}: it needs ${formatMemory(lessBytes)} less.`,
  "take-fitting": ({ variant, needBytes }) => `Take ${variant}: it needs ${formatMemory(needBytes)}.`,
  "take-with-shorter-context": ({ variant, then }) =>
    `Take ${variant}, ${then === "fits" ? "which fits" : "all of which fits on the GPU"} with a smaller context.`,
};

/** As a part of a longer sentence, which has its own full stop. */
export function wayOutClause(way: Statement<keyof WaysOut>, saying: Saying): string {
  return saying.statement(way).replace(/\.$/, "");
}
