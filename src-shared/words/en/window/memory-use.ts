import { figures } from "../figures.ts";

/** What a model needs, and uses once it is measured. */
export const memoryUse = {
  needs: (bytes: number) => `needs ${figures.bytes(bytes)}`,
  uses: (bytes: number) => `uses ${figures.bytes(bytes)}`,
  asForecast: (bytes: number) => `uses ${figures.bytes(bytes)} (as forecast)`,
  overForecast: (bytes: number, share: number) =>
    `uses ${figures.bytes(bytes)} (${figures.percent(share)} over the forecast)`,
  underForecast: (bytes: number, share: number) =>
    `uses ${figures.bytes(bytes)} (${figures.percent(share)} under the forecast)`,
};

export type MemoryUseWords = typeof memoryUse;
