import type { WaysOut } from "../../contract/index.ts";
import type { Words } from "../language.ts";
import { figures } from "./figures.ts";
import { aboutSpeed } from "./parts.ts";

const thenOnGpuWords = (thenOnGpu: boolean): string => (thenOnGpu ? "; dann passt alles auf die GPU" : "");

const shorter = (contextTokens: number, beforeTokens: number): string =>
  `Ein Kontext von ${figures.context(contextTokens)} statt ${figures.context(beforeTokens)}`;

export const waysOut: Words<WaysOut> = {
  "keep-context-whole": () => "Den Kontext in 16 Bit speichern.",
  "turn-on-flash-attention": () => "Flash Attention einschalten.",
  "compact-context": ({ freedBytes, thenOnGpu }) =>
    `Den Kontext in 8 statt 16 Bit zu speichern, macht ${figures.memory(freedBytes)} frei, fast ohne Verlust${thenOnGpuWords(thenOnGpu)}.`,
  "shorter-context": ({ contextTokens, beforeTokens, freedBytes, thenOnGpu }) =>
    `${shorter(contextTokens, beforeTokens)} macht ${figures.memory(freedBytes)} frei${thenOnGpuWords(thenOnGpu)}.`,
  "shorter-compact-context": ({ contextTokens, beforeTokens, freedBytes, thenOnGpu }) =>
    `${shorter(contextTokens, beforeTokens)}, in 8 Bit gespeichert, macht ${figures.memory(freedBytes)} frei${thenOnGpuWords(thenOnGpu)}.`,
  "no-layers-on-gpu": ({ layers, before }) =>
    `Keine der ${layers} Schichten auf der GPU statt ${before}: Dann passt alles in den Arbeitsspeicher.`,
  "fewer-layers-on-gpu": ({ gpuLayers, layers, before }) =>
    `Von ${layers} Schichten ${gpuLayers} statt ${before} auf der GPU lassen.`,
  "lower-reserve": ({ reserveBytes }) =>
    `Bitloft hält ${figures.memory(reserveBytes)} für andere Programme frei: Das lässt sich in den Einstellungen senken.`,
  "close-programs": ({ bytes }) => `Andere Programme schließen: Es fehlen etwa ${figures.memory(bytes)}.`,
  "smaller-model": () => "Ein kleineres Modell suchen.",
  "take-faster": ({ variant, tokensPerSecond, insteadOf }) =>
    `${variant} nehmen: ${aboutSpeed(tokensPerSecond)} statt etwa ${figures.wordSpeedFigure(insteadOf)}.`,
  "take-whole-on-gpu": ({ variant, gpus }) =>
    `${variant} nehmen: passt ganz auf die ${gpus > 1 ? "Grafikkarten" : "Grafikkarte"}.`,
  "take-longer-context": ({ variant, contextTokens, hereTokens }) =>
    `${variant} nehmen: bietet Platz für ${figures.context(contextTokens)} Kontext statt nur ${figures.context(hereTokens)}.`,
  "take-smaller": ({ variant, lessBytes }) => `${variant} nehmen: braucht ${figures.memory(lessBytes)} weniger.`,
  "take-fitting": ({ variant, needBytes }) => `${variant} nehmen: braucht ${figures.memory(needBytes)}.`,
  "take-with-shorter-context": ({ variant, then }) =>
    `${variant} nehmen: passt mit kürzerem Kontext${then === "fits" ? "" : " ganz auf die GPU"}.`,
};
