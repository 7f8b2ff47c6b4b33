import type { DeviceNeed, ExactCheck, FitReport, VariantFit } from "../../../src-shared/contract/index.ts";
import { gpuNeedBytes, sharedNeedBytes, totalNeedBytes } from "../../../src-shared/figures/index.ts";

/** One memory that the ladder draws bars against: the same for every row, so that rows can be compared. */
export interface Lane {
  /** The device's name in the report. */
  name: string;
  /** Cards of one name, which share a lane: together they hold the model. */
  count?: number;
  kind: DeviceNeed["kind"];
  /** As drawn: "RAM", "GPU", "GPU 2", "GPUs". */
  short: string;
  budgetBytes: number;
  totalBytes: number;
  /** What the right end of the bar stands for: a little beyond the largest need, so that bars fill most of it. */
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
}

/** The bars are about the variants and not about the machine: the largest ends before their right end, where its figure stands. */
const beyondLargest = 1.25;

/**
 * Graphics cards first, then the computer's memory, as in the report's first variant that has both. A GPU that shares
 * the computer's memory has no separate lane: there is only one memory to run out of.
 */
export function lanesOf(report: FitReport): Lane[] {
  const lanes = new Map<string, Lane>();
  for (const { memory } of report.variants) {
    const gpus = memory?.devices.filter((device) => device.kind === "gpu" && !device.shared) ?? [];
    const cpu = memory?.devices.find((device) => device.kind === "cpu");
    const names = [...new Set(gpus.map(({ name }) => name))];
    names.forEach((name, at) => {
      const alike = gpus.filter((gpu) => gpu.name === name);
      if (!lanes.has(name)) lanes.set(name, cardsLane(alike, names.length > 1 ? ` ${at + 1}` : ""));
    });
    if (!memory || !cpu) continue;
    const budgetBytes = cpu.budgetBytes + sharedNeedBytes(memory);
    const known = lanes.get(cpu.name);
    // Where a shared GPU needs more than there is, the CPU's budget ends at zero and their sum says too much.
    if (!known || budgetBytes < known.budgetBytes) lanes.set(cpu.name, laneOf(cpu, "RAM", budgetBytes));
  }
  const sorted = [...lanes.values()].sort((a, b) => Number(a.kind === "cpu") - Number(b.kind === "cpu"));
  return sorted.map((lane) => ({ ...lane, scaleBytes: Math.max(1, largestNeed(report, lane) * beyondLargest) }));
}

function largestNeed(report: FitReport, lane: Lane): number {
  return Math.max(...report.variants.map((fit) => (fit.memory ? (barsOf(fit, [lane])[0]?.needBytes ?? 0) : 0)));
}

function cardsLane(alike: readonly DeviceNeed[], number: string): Lane {
  const sum = (of: (card: DeviceNeed) => number): number => alike.reduce((total, card) => total + of(card), 0);
  const [first] = alike as [DeviceNeed, ...DeviceNeed[]];
  const all = { ...first, totalBytes: sum((card) => Math.max(card.totalBytes, card.budgetBytes)) };
  const short = `${alike.length > 1 ? "GPUs" : "GPU"}${number}`;
  return {
    ...laneOf(
      all,
      short,
      sum((card) => card.budgetBytes),
    ),
    count: alike.length,
  };
}

/** "RTX 3090", or "2 × RTX 3090". */
export function laneName({ name, count = 1 }: Pick<Lane, "name" | "count">): string {
  return count > 1 ? `${count} × ${name}` : name;
}

function laneOf(device: DeviceNeed, short: string, budgetBytes: number): Lane {
  const totalBytes = Math.max(device.totalBytes, budgetBytes);
  return { name: device.name, kind: device.kind, short, budgetBytes, totalBytes, scaleBytes: totalBytes };
}

/** A row's bars; where the engine itself counts more, the larger figure is drawn. */
export function barsOf(fit: VariantFit, lanes: readonly Lane[], check: ExactCheck | null = null): LaneBar[] {
  const devices = fit.memory?.devices ?? [];
  const oursOnGpus = gpuNeedBytes({ devices });
  const shares = devices.some((device) => device.shared);
  return lanes.map((lane) => {
    const onCpu = lane.kind === "cpu";
    const own = devices.filter((device) => device.name === lane.name || (onCpu && device.shared));
    const sum = (of: (device: DeviceNeed) => number): number => own.reduce((total, device) => total + of(device), 0);
    const ours = sum((device) => device.needBytes);
    // The engine gives one figure for all GPUs: with several, it is divided in the proportions of our own figures.
    const theirGpus = check?.gpuBytes ?? 0;
    const part = oursOnGpus > 0 ? ours / oursOnGpus : 0;
    const theirs = onCpu ? (check?.cpuBytes ?? 0) + (shares ? theirGpus : 0) : theirGpus * part;
    const needBytes = ours > 0 ? Math.max(ours, theirs) : 0;
    const weightsBytes = sum((device) => device.weightsBytes);
    const kvBytes = sum((device) => device.kvBytes);
    const overheadBytes = onCpu && ours > 0 ? (fit.memory?.overheadBytes ?? 0) : 0;
    return {
      lane,
      needBytes,
      weightsBytes,
      copiedBytes: onCpu ? Math.min(weightsBytes, fit.memory?.repackBytes ?? 0) : 0,
      kvBytes,
      buffersBytes: Math.max(0, needBytes - weightsBytes - kvBytes - overheadBytes),
      overheadBytes,
      fits: needBytes <= lane.budgetBytes && own.every((device) => device.needBytes <= device.budgetBytes),
    };
  });
}

/** All memory that a variant needs, over its devices, in bytes. */
export function needOf(fit: VariantFit): number | null {
  return fit.memory && totalNeedBytes(fit.memory);
}
