import type { Speed } from "../../../src-shared/contract/index.ts";
import { formatSpeedShort } from "../../ui/format.ts";

/** As the reasons have it: a full context that costs less of the speed than this is not worth a line. */
const noticedSlowdown = 0.75;

/** "2–3 tok/s" for a conversation that fills the context; null where that is hardly slower than one that begins. */
export function fullSpeedWords({ tokensPerSecond, fullContextTokensPerSecond }: Speed): string | null {
  const middle = ([low, high]: readonly [number, number]): number => Math.sqrt(low * high);
  return middle(fullContextTokensPerSecond) < noticedSlowdown * middle(tokensPerSecond)
    ? formatSpeedShort(fullContextTokensPerSecond)
    : null;
}
