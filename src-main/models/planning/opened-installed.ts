import type {
  FitReport,
  HardwareProfile,
  ModelFacts,
  Plan,
  PlanRequest,
  RepositoryVariant,
  SamplingChanges,
  VariantFit,
} from "../../../src-shared/contract/index.ts";
import { appError } from "../../ground/core/index.ts";
import type { UnlearnedPrediction } from "../ledger/index.ts";
import {
  computedVariantSize,
  fitReport,
  lendFromTokens,
  mappedTensors,
  variantBaseline,
  variantIdentity,
} from "../recommend/index.ts";
import type { JudgedMachines } from "./judged-machines.ts";
import { OpenedModel, reportInput } from "./opened-model.ts";
import type { InstalledSubject } from "./types.ts";

const toMake = {
  modifiers: [],
  files: [],
  complete: true,
  runs: true,
  note: null,
} satisfies Partial<RepositoryVariant>;

/** A variant with the facts of its header. */
export interface OwnFacts {
  facts: ModelFacts;
  variant: RepositoryVariant;
  repository: string | null;
}

export class OpenedInstalled extends OpenedModel implements InstalledSubject {
  readonly #own: OwnFacts;

  constructor(own: OwnFacts, machines: JudgedMachines) {
    const { facts, variant, repository } = own;
    super({ facts, factsVariantKey: variant.key, variants: [variant], repository, commit: null }, machines);
    this.#own = own;
  }

  fitOn(machine: HardwareProfile, plan: PlanRequest): VariantFit {
    const input = reportInput(this.content, plan, this.machines.found(machine));
    const fit = input === null ? undefined : fitReport(input).variants[0];
    if (fit === undefined) throw appError("internal", "variant-left-out");
    return fit;
  }

  async makeable(labels: readonly string[]): Promise<FitReport> {
    const { facts, repository } = this.#own;
    const variants = labels.flatMap((label): RepositoryVariant[] => {
      const sizeBytes = computedVariantSize(facts, label);
      return sizeBytes === null ? [] : [{ ...toMake, key: label, label, sizeBytes }];
    });
    const content = { facts, factsVariantKey: null, variants, repository, commit: null, computedSizes: true };
    const { defaults, ...judged } = await this.machines.of(null);
    // What was measured is another file of that label.
    const input = reportInput(content, {}, { ...judged, defaults: { ...defaults, measured: null } });
    if (input === null) throw this.whyUnknown();
    return fitReport(input);
  }

  advice(): { chatTemplate: string | null; sampling: SamplingChanges | null } {
    const { chatTemplate, recommendedSampling = null } = this.#own.facts;
    return { chatTemplate, sampling: recommendedSampling };
  }

  async mappedTensors(plan: Plan): Promise<string[]> {
    const { machine } = await this.machines.of(null);
    return mappedTensors(this.#own.facts, plan, machine);
  }

  lendFromTokens(plan: Plan): number {
    return lendFromTokens(this.#own.facts, plan);
  }

  baseline(plan: Plan, machine: HardwareProfile): UnlearnedPrediction {
    const { facts, variant } = this.#own;
    const { machine: owned, defaults } = this.machines.unlearned(machine);
    const input = { facts, variant, ownHeader: true, computedSize: false, machine: owned, request: {}, defaults };
    return { identity: variantIdentity(variant), baseline: variantBaseline(input, plan) };
  }
}
