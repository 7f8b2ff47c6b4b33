import type { GraphSetting } from "./builder.ts";
import type { ModelTensors } from "./weights.ts";

/**
 * How many of the layers that are alike, with neighbours that are alike, are built. The places that tensors get come round
 * again after one, two, three or six layers, so that six more or less make no difference to the peak.
 */
const keptAlike = 6;

/** More sorts of layers than a model has. */
const sortsAtMost = 65_536;

export interface LayersToBuild {
  layers: number[];
  /** Equal where the same graph is built. */
  key: string;
}

/** The layers that decide the peak of the compute buffers; the others repeat them. */
export function layersToBuild(
  { layers }: ModelTensors,
  setting: Pick<GraphSetting, "layerDevices" | "expertDevices" | "cacheDevices" | "devices">,
  recurrent = false,
): LayersToBuild {
  const { layerDevices, expertDevices, cacheDevices, devices } = setting;
  const sorts = layers.map(({ kind }, i) => {
    const placed = (kind * devices + (layerDevices[i] ?? 0)) * devices + (expertDevices[i] ?? 0);
    return 1 + placed * devices + (cacheDevices[i] ?? 0);
  });
  const alike = new Map<number, number[]>();
  for (let i = 0; i < sorts.length; i++) {
    const around = ((sorts[i - 1] ?? 0) * sortsAtMost + (sorts[i] ?? 0)) * sortsAtMost + (sorts[i + 1] ?? 0);
    const known = alike.get(around);
    if (known) known.push(i);
    else alike.set(around, [i]);
  }
  const kept: number[] = [];
  // A recurrent layer leaves places behind that come round again after many layers only. Where all are on one device, all are
  // built; elsewhere the search over splits would take too long, and what comes round late is small beside the weights.
  const whole = recurrent && sorts.every((_, i) => layerDevices[i] === layerDevices[0]);
  for (const same of alike.values()) {
    const count = whole || same.length < keptAlike ? same.length : keptAlike + (same.length % keptAlike);
    for (let i = 0; i < count; i++) kept.push(same[i] ?? 0);
  }
  kept.sort((a, b) => a - b);
  return { layers: kept, key: kept.map((layer) => sorts[layer]).join(" ") };
}
