import type { MachineSuggestions, ModelJob } from "../../../src-shared/contract/index.ts";
import { inSlices } from "../../ground/timing/index.ts";
import type { SuggestableModel, Survey } from "../recommend/index.ts";

type Largest = MachineSuggestions["largest"];

/** Of a weight, in the shortest variant that is suggested: what is too big by it need not be read. */
const leastBits = 3;

/** What a computer is described by. */
const job: ModelJob = "chat";

/** The largest model that runs well on a machine, found once for each survey of one. */
export class LargestModels {
  readonly #models: () => readonly SuggestableModel[];
  readonly #found = new WeakMap<Survey, Largest>();

  constructor(models: () => readonly SuggestableModel[]) {
    this.#models = models;
  }

  /** `memoryBytes`: all that the machine has, its cards included. Throws only `cancelled`. */
  async of(survey: Survey, memoryBytes: number, signal?: AbortSignal): Promise<Largest> {
    const known = this.#found.get(survey);
    if (known !== undefined) return known;
    const largestFirst = this.#models()
      .filter(({ card, parameters }) => card.jobs.includes(job) && (parameters * leastBits) / 8 <= memoryBytes)
      .sort((a, b) => b.parameters - a.parameters);
    let largest: Largest = null;
    await inSlices(largestFirst, signal, async (model) => {
      // The smaller ones are not planned any more.
      if (largest === null && survey.contender(model, job, null) !== null) largest = { parameters: model.parameters };
    });
    this.#found.set(survey, largest);
    return largest;
  }
}
