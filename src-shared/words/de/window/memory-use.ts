import type { MemoryUseWords } from "../../en/window/memory-use.ts";
import { figures } from "../figures.ts";

export const memoryUse: MemoryUseWords = {
  needs: (bytes) => `braucht ${figures.memory(bytes)}`,
  uses: (bytes) => `belegt ${figures.memory(bytes)}`,
  asForecast: (bytes) => `belegt ${figures.memory(bytes)} (wie vorhergesagt)`,
  overForecast: (bytes, share) => `belegt ${figures.memory(bytes)} (${figures.percent(share)} mehr als vorhergesagt)`,
  underForecast: (bytes, share) =>
    `belegt ${figures.memory(bytes)} (${figures.percent(share)} weniger als vorhergesagt)`,
};
