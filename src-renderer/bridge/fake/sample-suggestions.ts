import type {
  Capability,
  CapabilityBand,
  HardwareProfile,
  ModelJob,
  MachineInput,
  MachineSuggestions,
  ModelCard,
  Suggestion,
  SuggestionRole,
} from "../../../src-shared/contract/index.ts";
import { sampleLadder } from "./sample-ladder.ts";
import { type SampleModel, sampleModels, sampleVariants } from "./sample-models.ts";

/** The day of the sample's ratings. */
const ratedOn = "2026-08-19";

const capability = (band: CapabilityBand | null): Capability => ({
  band,
  basis: band === null ? "none" : "arena",
  rating: null,
  asOf: band === null ? null : ratedOn,
  url: null,
  loweredByVariant: false,
});

/** What the sample's catalogue says of a model; null for one that it does not know. */
export function sampleCard(of: SampleModel): ModelCard | null {
  if (!of.bundled) return null;
  const name = of.repository.split("/")[1]?.replace(/-GGUF$/, "") ?? of.repository;
  return {
    baseModel: `sample/${name}`,
    name,
    license: of.license,
    released: "2026-04-02",
    purpose: null,
    jobs: ["chat", "code"],
    thinks: "off",
    tools: true,
    sees: false,
    hears: false,
    languages: ["en", "de"],
    capability: capability("solid"),
    makersFigures: [],
    sampling: { thinking: null, plain: null },
    repositories: [of.repository],
    replacedBy: null,
    runs: true,
    shapeCertain: true,
  };
}

const roles: readonly SuggestionRole[] = ["best", "quicker", "smaller"];

/** The bundled models of the sample that fit, the largest first. */
export function sampleSuggestions(
  job: ModelJob,
  machine: MachineInput | null,
  here: HardwareProfile,
): MachineSuggestions {
  const known = sampleModels.filter(({ bundled }) => bundled).toSorted((a, b) => b.parameters - a.parameters);
  const suggestions: Suggestion[] = [];
  for (const model of known) {
    const role = roles[suggestions.length];
    const suggestion = role === undefined ? null : suggest(model, role, job, machine, here);
    if (suggestion !== null) suggestions.push(suggestion);
  }
  const [largest = null] = suggestions;
  return { job, suggestions, ratedOn, largest: largest && { parameters: largest.parameters } };
}

function suggest(
  model: SampleModel,
  role: SuggestionRole,
  job: ModelJob,
  machine: MachineInput | null,
  here: HardwareProfile,
): Suggestion | null {
  const card = sampleCard(model);
  const { report } = sampleLadder(model, { repository: model.repository, plan: {}, machine }, here);
  const fit = report?.variants.find(({ key }) => key === report.recommended);
  const [device] = fit?.memory?.devices ?? [];
  if (card === null || fit?.speed == null || device === undefined) return null;
  const { name, kind, needBytes, budgetBytes } = device;
  return {
    role,
    job,
    model: card,
    repository: model.repository,
    key: fit.key,
    elsewhere: [],
    capability: card.capability,
    band: card.capability.band,
    sizeBytes: sampleVariants(model).find(({ key }) => key === fit.key)?.sizeBytes ?? fit.sizeBytes,
    parameters: model.parameters,
    contextTokens: 8192,
    fit: {
      label: fit.label,
      verdict: fit.verdict,
      band: fit.quality.band,
      sizeBytes: fit.sizeBytes,
      tokensPerSecond: fit.speed.tokensPerSecond,
      needBytes,
      deciding: { name, kind, needBytes, budgetBytes },
    },
    reasons: [{ key: "best-rated-here", figures: { model: card.name, band: "solid", ahead: role === "best" } }],
  };
}
