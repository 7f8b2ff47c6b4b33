import { figures } from "../figures.ts";

/** What a model needs, and uses once it is measured. */
export const memoryUse = {
  needs: (bytes: number) => `needs ${figures.memory(bytes)}`,
  uses: (bytes: number) => `uses ${figures.memory(bytes)}`,
  asForecast: (bytes: number) => `uses ${figures.memory(bytes)} (as forecast)`,
  overForecast: (bytes: number, share: number) =>
    `uses ${figures.memory(bytes)} (${figures.percent(share)} over the forecast)`,
  underForecast: (bytes: number, share: number) =>
    `uses ${figures.memory(bytes)} (${figures.percent(share)} under the forecast)`,
};

export type MemoryUseWords = typeof memoryUse;
