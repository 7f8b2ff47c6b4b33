import type { Speed } from "../../../src-shared/contract/index.ts";
import { formatSpeedShort, slowsWhenFull } from "../../../src-shared/figures/index.ts";

/** "2–3 tok/s" for a conversation that fills the context; null where that is hardly slower than one that begins. */
export function fullSpeedWords(speed: Speed): string | null {
  return slowsWhenFull(speed) ? formatSpeedShort(speed.fullContextTokensPerSecond) : null;
}
