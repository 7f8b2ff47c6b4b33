import type { PlanChanges } from "../../contract/index.ts";
import { backendNames } from "../backends.ts";
import type { Words } from "../language.ts";
import { figures } from "./figures.ts";

/** Parts of a list: "keine Schichten auf der GPU statt 33, der Kontext in 8 statt 16 Bits". */
export const planChanges: Words<PlanChanges> = {
  "change-variant": ({ variant, before }) => `${variant} statt ${before}`,
  "change-backend": ({ backend, before }) => `${backendNames[backend]} statt ${backendNames[before]}`,
  "change-layers": ({ gpuLayers, before }) => {
    const layers = gpuLayers === 0 ? "keine Schichten" : gpuLayers === 1 ? "1 Schicht" : `${gpuLayers} Schichten`;
    return `${layers} auf der GPU statt ${before}`;
  },
  "change-kv-bits": ({ bits, before }) => `der Kontext in ${bits} statt ${before} Bits`,
  "change-context": ({ contextTokens, beforeTokens }) =>
    `ein Kontext von ${figures.context(contextTokens)} statt ${figures.context(beforeTokens)}`,
};
