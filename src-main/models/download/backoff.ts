import type { TransferLimits } from "./limits.ts";

/** Doubles with every attempt up to the limit, and scatters by half, so that connections do not come back all at once. */
export function backoffMs(
  attempt: number,
  { firstBackoffMs, maxBackoffMs }: Pick<TransferLimits, "firstBackoffMs" | "maxBackoffMs">,
  random: () => number,
): number {
  const whole = Math.min(maxBackoffMs, firstBackoffMs * 2 ** Math.max(0, attempt - 1));
  return whole * (0.5 + random() / 2);
}
