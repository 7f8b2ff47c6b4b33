import type { PlanChanges } from "../../contract/index.ts";
import { formatContext } from "../../figures/index.ts";
import { backendNames } from "../backends.ts";
import type { Words } from "../language.ts";

/** Parts of a list: "no layers on the GPU instead of 33, the context kept in 8 bits instead of 16". */
export const planChanges: Words<PlanChanges> = {
  "change-variant": ({ variant, before }) => `${variant} instead of ${before}`,
  "change-backend": ({ backend, before }) => `${backendNames[backend]} instead of ${backendNames[before]}`,
  "change-layers": ({ gpuLayers, before }) => {
    const layers = gpuLayers === 0 ? "no layers" : gpuLayers === 1 ? "1 layer" : `${gpuLayers} layers`;
    return `${layers} on the GPU instead of ${before}`;
  },
  "change-kv-bits": ({ bits, before }) => `the context kept in ${bits} bits instead of ${before}`,
  "change-context": ({ contextTokens, beforeTokens }) =>
    `a context of ${formatContext(contextTokens)} instead of ${formatContext(beforeTokens)}`,
};
