import type {
  HardwareProfile,
  InstalledVariant,
  PlanRequest,
  VariantFit,
} from "../../../../src-shared/contract/index.ts";
import { fitReport } from "../../../../src-main/models/recommend/index.ts";
import { factsOf } from "../../models/recommend/facts.ts";
import { variantOf as repositoryVariant } from "../../../fixtures/variants.ts";

export const labels = ["Q4_K_M", "Q2_K"] as const;
export type Label = (typeof labels)[number];
export const sizes = { Q4_K_M: 4_920_000_000, Q2_K: 3_180_000_000 };

export function variantOf(label: Label): InstalledVariant {
  return {
    id: label,
    repository: "owner/Llama",
    commit: null,
    variantKey: label,
    name: "Llama",
    label,
    modifiers: [],
    architecture: "llama",
    parameters: 8e9,
    trainedContextTokens: 131_072,
    notForChat: null,
    path: label,
    insteadOf: null,
    repositoryPath: null,
    sizeBytes: sizes[label],
    sha256: null,
    fileCount: 1,
    state: "ready",
    imported: false,
    addedAt: 0,
    lastUsedAt: null,
  };
}

/** As planning judges it, on a machine. */
export function fitOf(id: string, request: PlanRequest, on: HardwareProfile): VariantFit {
  const label = labels.find((name) => name === id) ?? "Q4_K_M";
  const report = fitReport({
    facts: factsOf("llama-3.1-8b", label),
    factsVariantKey: label,
    variants: [repositoryVariant(label, sizes[label])],
    repository: null,
    commit: null,
    machine: on,
    request,
    defaults: { contextTokens: 8192, memoryReserveBytes: 0 },
  });
  const [fit] = report.variants;
  if (fit === undefined) throw new Error("no fit");
  return fit;
}
