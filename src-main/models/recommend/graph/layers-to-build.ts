import type { GraphSetting } from "./builder.ts";
import type { ModelTensors } from "./weights.ts";

/**
 * How many of a run of layers that are alike are built, beside its first and last. The places that tensors get come round again
 * after one, two, three or six layers, so that six more or less make no difference to the peak.
 */
const keptAlike = 6;

export interface LayersToBuild {
  layers: number[];
  /** Equal where the same graph is built. */
  key: string;
}

/** The layers that decide the peak of the compute buffers; the others repeat them. */
export function layersToBuild(
  { layers }: ModelTensors,
  setting: Pick<GraphSetting, "layerDevices" | "expertDevices" | "cacheDevices" | "devices" | "copies">,
  recurrent = false,
): LayersToBuild {
  const { layerDevices, expertDevices, cacheDevices, devices, copies } = setting;
  const sorts = layers.map(({ kind }, i) => {
    const placed = (kind * devices + (layerDevices[i] ?? 0)) * devices + (expertDevices[i] ?? 0);
    return 1 + placed * devices + (cacheDevices[i] ?? 0);
  });
  // A recurrent layer leaves places behind that come round again after many layers only. Where all are on one device, all are
  // built; elsewhere the search over splits would take too long, and what comes round late is small beside the weights.
  const together = recurrent && sorts.every((_, i) => layerDevices[i] === layerDevices[0]);
  // Where batches overlap, nothing that crosses over to a layer's cache is given up again.
  const apart = copies > 1 && sorts.some((_, i) => cacheDevices[i] !== layerDevices[i]);
  const whole = together || apart;
  const kept: number[] = [];
  for (let from = 0, to = 0; from < sorts.length; from = to) {
    while (to < sorts.length && sorts[to] === sorts[from]) to++;
    const inner = to - from - 2;
    const count = whole || inner < keptAlike ? to - from : 2 + keptAlike + (inner % keptAlike);
    for (let i = 0; i < count; i++) kept.push(from + i);
  }
  return { layers: kept, key: kept.map((layer) => sorts[layer]).join(" ") };
}
