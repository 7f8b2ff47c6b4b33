import { BridgeError } from "../bridge-error.ts";
import type { Api } from "../create-bridge.ts";
import type { FakeState } from "./fake-state.ts";
import { sampleArithmetic } from "./sample-arithmetic.ts";
import { sampleFrontier } from "./sample-frontier.ts";
import { sampleLadder, sampleListFit } from "./sample-ladder.ts";
import { sampleModels, sampleSummary } from "./sample-models.ts";
import { sampleCard, sampleSuggestions } from "./sample-suggestions.ts";

export function fakeCatalog(state: FakeState): Api["catalog"] {
  const find = (repository: string) => {
    const model = sampleModels.find((one) => one.repository === repository);
    if (model) return model;
    throw new BridgeError({
      code: "hub-not-found",
      key: "kept",
      details: { message: `The Hub has no repository ${repository}.` },
    });
  };
  return {
    search: async ({ text, maxParameters }) => {
      const words = text.toLowerCase().split(/\s+/).filter(Boolean);
      const found = sampleModels.filter(
        (model) =>
          words.every((word) => model.repository.toLowerCase().includes(word)) &&
          (maxParameters === null || maxParameters === undefined || model.parameters <= maxParameters),
      );
      return {
        results: found.map((model) => ({ ...sampleSummary(model), model: sampleCard(model) })),
        next: null,
        source: "hub",
        notice: null,
      };
    },
    ladder: async ({ repository, plan, machine }) => ({
      ...sampleLadder(find(repository), { repository, plan: plan ?? {}, machine: machine ?? null }, state.machine),
      model: sampleCard(find(repository)),
    }),
    fits: async ({ repositories, machine }) =>
      Object.fromEntries(
        sampleModels
          .filter((model) => repositories.includes(model.repository))
          .map((model) => [model.repository, sampleListFit(model, state.machine, machine ?? null)]),
      ),
    explain: async ({ repository, plan, machine, variant }) =>
      sampleArithmetic(
        find(repository),
        { repository, plan: plan ?? {}, machine: machine ?? null },
        variant,
        state.machine,
      ),
    frontier: async ({ repository, plan, machine }) =>
      sampleFrontier(find(repository), { repository, plan: plan ?? {}, machine: machine ?? null }, state.machine),
    suggest: async ({ job, machine }) => sampleSuggestions(job, machine ?? null, state.machine),
    licence: async ({ repository }) => sampleModels.find((model) => model.repository === repository)?.license ?? null,
    check: async ({ repository }) => (find(repository), {}),
  };
}
