import type { MemoryUseWords } from "../../en/window/memory-use.ts";
import { figures } from "../figures.ts";

export const memoryUse: MemoryUseWords = {
  needs: (bytes) => `braucht ${figures.bytes(bytes)}`,
  uses: (bytes) => `belegt ${figures.bytes(bytes)}`,
  asForecast: (bytes) => `belegt ${figures.bytes(bytes)} (wie vorhergesagt)`,
  overForecast: (bytes, share) => `belegt ${figures.bytes(bytes)} (${figures.percent(share)} mehr als vorhergesagt)`,
  underForecast: (bytes, share) =>
    `belegt ${figures.bytes(bytes)} (${figures.percent(share)} weniger als vorhergesagt)`,
};
