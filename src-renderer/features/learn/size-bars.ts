import type { FitReport, VariantFit } from "../../../src-shared/contract/index.ts";
import { sharedNeedBytes, totalNeedBytes, variantLabel } from "../../../src-shared/figures/index.ts";

export interface SizeBar {
  label: string;
  /** What it needs of memory; of one without a file what its numbers alone would take. */
  needBytes: number;
  /** Null for a size that is not published as a file: what it would be. */
  fit: VariantFit | null;
  recommended: boolean;
}

/** What a memory can give a model now. */
export interface Limit {
  name: string;
  kind: "cpu" | "gpu";
  bytes: number;
}

/** What models are trained in, and what they are published in, where the repository has no such file. */
const whole = [
  { label: "F32", bytesPerNumber: 4, alike: ["F32"] },
  { label: "F16", bytesPerNumber: 2, alike: ["F16", "BF16"] },
];

/** From F32 down: one bar for each label of the repository, the largest first. */
export function sizeBars(report: FitReport): SizeBar[] {
  const bars: SizeBar[] = [];
  for (const fit of report.variants) {
    const label = variantLabel(fit);
    if (fit.memory === null || fit.sizeBytes <= 0 || bars.some((bar) => bar.label === label)) continue;
    bars.push({ label, needBytes: totalNeedBytes(fit.memory), fit, recommended: fit.key === report.recommended });
  }
  for (const { label, bytesPerNumber, alike } of whole)
    if (!bars.some((bar) => alike.includes(bar.label)))
      bars.push({ label, needBytes: report.model.parameters * bytesPerNumber, fit: null, recommended: false });
  return bars.sort((a, b) => b.needBytes - a.needBytes);
}

/** The memories of the machine, graphics cards first. */
export function limitsOf(report: FitReport): Limit[] {
  const limits = new Map<string, Limit>();
  for (const { memory } of report.variants) {
    const devices = memory?.devices ?? [];
    const sharedBytes = sharedNeedBytes({ devices });
    for (const { name, kind, shared } of devices) {
      // What shares the computer's memory has no separate limit to hit first.
      if (shared) continue;
      // Cards of one name hold a model together.
      const alike = devices.filter((device) => device.name === name);
      const budgetBytes = alike.reduce((sum, device) => sum + device.budgetBytes, 0);
      const bytes = budgetBytes + (kind === "cpu" ? sharedBytes : 0);
      const known = limits.get(name);
      if (!known || bytes < known.bytes) limits.set(name, { name: kind === "cpu" ? "memory" : name, kind, bytes });
    }
  }
  return [...limits.values()].sort((a, b) => Number(a.kind === "cpu") - Number(b.kind === "cpu"));
}

/** The variant that the examples are about: the recommended one, else the smallest. */
export function exampleFit(report: FitReport): VariantFit | null {
  const able = report.variants.filter((fit) => fit.memory !== null);
  return (
    able.find(({ key }) => key === report.recommended) ??
    able.reduce<VariantFit | null>((least, fit) => (least && least.sizeBytes <= fit.sizeBytes ? least : fit), null)
  );
}
