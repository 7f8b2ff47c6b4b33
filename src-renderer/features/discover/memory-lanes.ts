import type { DeviceNeed, ExactCheck, FitReport, VariantFit } from "../../../src-main/contract/index.ts";

/** One memory that the ladder draws bars against: the same for every row, so that rows can be compared. */
export interface Lane {
  /** The device's name in the report. */
  name: string;
  kind: DeviceNeed["kind"];
  /** As drawn: "RAM", "GPU", "GPU 2". */
  short: string;
  budgetBytes: number;
  totalBytes: number;
  /** What the right end of the bar stands for: the device's memory and a little beyond, where bars run over. */
  scaleBytes: number;
}

export interface LaneBar {
  lane: Lane;
  needBytes: number;
  weightsBytes: number;
  /** Of the weights, what the engine copies into its own layout. */
  copiedBytes: number;
  kvBytes: number;
  /** Working buffers and recurrent state, and what the engine counts beyond our figure. */
  buffersBytes: number;
  /** The engine's process itself. */
  overheadBytes: number;
  fits: boolean;
  /** Runs past the right end. */
  clipped: boolean;
}

const beyondTotal = 1.12;

/** Graphics cards first, then the computer's memory, as in the report's first variant that has both. */
export function lanesOf(report: FitReport): Lane[] {
  const devices = new Map<string, DeviceNeed>();
  for (const fit of report.variants) {
    for (const device of fit.memory?.devices ?? []) {
      if (!devices.has(device.name)) devices.set(device.name, device);
    }
  }
  const all = [...devices.values()];
  const gpus = all.filter((device) => device.kind === "gpu");
  return [...gpus, ...all.filter((device) => device.kind === "cpu")].map((device) => {
    const number = gpus.length > 1 ? ` ${gpus.indexOf(device) + 1}` : "";
    const totalBytes = Math.max(device.totalBytes, device.budgetBytes);
    return {
      name: device.name,
      kind: device.kind,
      short: device.kind === "cpu" ? "RAM" : `GPU${number}`,
      budgetBytes: device.budgetBytes,
      totalBytes,
      scaleBytes: totalBytes * beyondTotal,
    };
  });
}

/** A row's bars; where the engine itself counts more, the larger figure is drawn. */
export function barsOf(fit: VariantFit, lanes: readonly Lane[], check: ExactCheck | null = null): LaneBar[] {
  const gpus = lanes.filter(({ kind }) => kind === "gpu").length;
  return lanes.map((lane) => {
    const device = fit.memory?.devices.find((one) => one.name === lane.name);
    const ours = device?.needBytes ?? 0;
    // The engine tells one figure for all GPUs: with several, nobody knows whose the difference is.
    const theirs = lane.kind === "cpu" ? check?.cpuBytes : gpus === 1 ? check?.gpuBytes : null;
    const needBytes = ours > 0 ? Math.max(ours, theirs ?? 0) : 0;
    const onCpu = lane.kind === "cpu" && ours > 0;
    const weightsBytes = device?.weightsBytes ?? 0;
    const kvBytes = device?.kvBytes ?? 0;
    const overheadBytes = onCpu ? (fit.memory?.overheadBytes ?? 0) : 0;
    return {
      lane,
      needBytes,
      weightsBytes,
      copiedBytes: onCpu ? Math.min(weightsBytes, fit.memory?.repackBytes ?? 0) : 0,
      kvBytes,
      buffersBytes: Math.max(0, needBytes - weightsBytes - kvBytes - overheadBytes),
      overheadBytes,
      // A GPU that shares the memory takes its part out of this row's own budget.
      fits: needBytes <= (device?.budgetBytes ?? lane.budgetBytes),
      clipped: needBytes > lane.scaleBytes,
    };
  });
}

/** All memory that a variant needs, over its devices, in bytes. */
export function needOf(fit: VariantFit): number | null {
  return fit.memory?.devices.reduce((sum, device) => sum + device.needBytes, 0) ?? null;
}
