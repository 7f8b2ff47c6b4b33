import type { DeviceNeed, FitReport, VariantFit } from "../../../src-main/contract/index.ts";

/** One memory that the ladder draws bars against: the same for every row, so that rows can be compared. */
export interface Lane {
  /** The device's name in the report. */
  name: string;
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
  kvBytes: number;
  /** Working buffers, recurrent state and overhead. */
  buffersBytes: number;
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
      short: device.kind === "cpu" ? "RAM" : `GPU${number}`,
      budgetBytes: device.budgetBytes,
      totalBytes,
      scaleBytes: totalBytes * beyondTotal,
    };
  });
}

export function barsOf(fit: VariantFit, lanes: readonly Lane[]): LaneBar[] {
  return lanes.map((lane) => {
    const device = fit.memory?.devices.find((one) => one.name === lane.name);
    const needBytes = device?.needBytes ?? 0;
    const weightsBytes = device?.weightsBytes ?? 0;
    const kvBytes = device?.kvBytes ?? 0;
    return {
      lane,
      needBytes,
      weightsBytes,
      kvBytes,
      buffersBytes: Math.max(0, needBytes - weightsBytes - kvBytes),
      fits: needBytes <= lane.budgetBytes,
      clipped: needBytes > lane.scaleBytes,
    };
  });
}

/** All memory that a variant needs, over its devices, in bytes. */
export function needOf(fit: VariantFit): number | null {
  return fit.memory?.devices.reduce((sum, device) => sum + device.needBytes, 0) ?? null;
}
