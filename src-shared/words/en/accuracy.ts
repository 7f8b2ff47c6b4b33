import type { FitAccuracy } from "../../contract/index.ts";
import { figures } from "./figures.ts";

/** "Memory: within 3 % over the last 9 loads. Speed: within the forecast 8 times in 9, at worst 12 % under it." */
export function accuracy({ memory, speed }: FitAccuracy): string {
  return `Memory: ${memoryWords(memory)}. Speed: ${speedWords(speed)}.`;
}

function memoryWords(memory: FitAccuracy["memory"]): string {
  if (memory === null) return "not measured yet";
  return `within ${figures.percentOff(memory.withinShare)} ${memory.loads === 1 ? "at the last load" : `over the last ${memory.loads} loads`}`;
}

function speedWords(speed: FitAccuracy["speed"]): string {
  if (speed === null) return "no answer timed yet";
  const { loads, within, furthestShare } = speed;
  const side = furthestShare < 0 ? "under" : "over";
  if (within === loads) return loads === 1 ? "within the forecast" : `within the forecast all ${loads} times`;
  return loads === 1
    ? `${figures.percentOff(furthestShare)} ${side} the forecast`
    : `within the forecast ${within} times in ${loads}, at worst ${figures.percentOff(furthestShare)} ${side} it`;
}
