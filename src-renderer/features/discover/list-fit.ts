import type { VariantFit } from "../../../src-main/contract/index.ts";
import type { ListFit } from "../../state/catalog.svelte.ts";
import { variantLabel } from "../../words/variant-name.ts";
import { needOf } from "./memory-lanes.ts";

/** A row of the ladder as the list of results shows it; null where nothing is known of its memory. */
export function listFit(fit: VariantFit): ListFit | null {
  const needBytes = needOf(fit);
  const devices = fit.memory?.devices ?? [];
  const [first] = devices;
  if (needBytes === null || !first) return null;
  const share = (device: typeof first): number => device.needBytes / Math.max(1, device.budgetBytes);
  const {
    name,
    kind,
    needBytes: part,
    budgetBytes,
  } = devices.reduce((most, device) => (share(device) > share(most) ? device : most), first);
  return {
    label: variantLabel(fit),
    verdict: fit.verdict,
    tokensPerSecond: fit.speed?.tokensPerSecond ?? null,
    needBytes,
    deciding: { name, kind, needBytes: part, budgetBytes },
  };
}
