import type { Speed } from "../../../src-shared/contract/index.ts";
import { type Figures, slowsWhenFull } from "../../../src-shared/figures/index.ts";

/** "2–3 tok/s" for a conversation that fills the context; null where that is hardly slower than one that begins. */
export function fullSpeedWords(figures: Figures, speed: Speed): string | null {
  return slowsWhenFull(speed) ? figures.speedShort(speed.fullContextTokensPerSecond) : null;
}
