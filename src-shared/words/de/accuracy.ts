import type { FitAccuracy } from "../../contract/index.ts";
import { figures } from "./figures.ts";

/** "Speicher: auf 3 % genau bei den letzten 9 Ladevorgängen. Tempo: 8 von 9 Mal im vorhergesagten Bereich, höchstens 12 % darunter." */
export function accuracy({ memory, speed }: FitAccuracy): string {
  return `Speicher: ${memoryWords(memory)}. Tempo: ${speedWords(speed)}.`;
}

function memoryWords(memory: FitAccuracy["memory"]): string {
  if (memory === null) return "noch nicht gemessen";
  const when = memory.loads === 1 ? "beim letzten Laden" : `bei den letzten ${memory.loads} Ladevorgängen`;
  return `auf ${figures.percentOff(memory.withinShare)} genau ${when}`;
}

function speedWords(speed: FitAccuracy["speed"]): string {
  if (speed === null) return "noch keine Antwort gemessen";
  const { loads, within, furthestShare } = speed;
  const off = figures.percentOff(furthestShare);
  const inside = "im vorhergesagten Bereich";
  if (within === loads) return loads === 1 ? inside : `alle ${loads} Male ${inside}`;
  return loads === 1
    ? `${off} ${furthestShare < 0 ? "unter" : "über"} dem vorhergesagten Bereich`
    : `${within} von ${loads} Mal ${inside}, höchstens ${off} ${furthestShare < 0 ? "darunter" : "darüber"}`;
}
