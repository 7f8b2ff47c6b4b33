import type { MachineSuggestions as Answer, SuggestRequest, Suggestions } from "../../../src-shared/contract/index.ts";
import { type Clock, keepLatest } from "../../ground/core/index.ts";
import { inSlices } from "../../ground/timing/index.ts";
import type { Catalog } from "../catalog/index.ts";
import { Survey, suggestInSteps } from "../recommend/index.ts";
import { LargestModels } from "./largest-models.ts";
import type { JudgedMachine, JudgedMachines } from "./judged-machines.ts";

export interface MachineSuggestionsOptions {
  catalog: Pick<Catalog, "chatModels" | "ratedOn">;
  clock: Clock;
}

/** This computer, the one of a what-if, and the ones before them. */
const surveysKept = 4;

/** The models of the bundled catalogue to take on a machine. What was found out about a machine serves all jobs. */
export class MachineSuggestions {
  readonly #options: MachineSuggestionsOptions;
  readonly #machines: JudgedMachines;
  readonly #surveys = new Map<string, Survey>();
  readonly #largest: LargestModels;

  constructor(options: MachineSuggestionsOptions, machines: JudgedMachines) {
    this.#options = options;
    this.#largest = new LargestModels(() => options.catalog.chatModels());
    this.#machines = machines;
  }

  async suggest({ job, machine, languages }: SuggestRequest, signal?: AbortSignal): Promise<Answer> {
    const { catalog, clock } = this.#options;
    const judged = await this.#machines.of(machine);
    const survey = this.#surveyOf(judged);
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    const input = { models: catalog.chatModels(), job, languages, today, ratedOn: catalog.ratedOn() };
    let found: Suggestions = { job, suggestions: [], ratedOn: input.ratedOn };
    function* steps(): Generator<undefined> {
      found = yield* suggestInSteps(input, survey);
    }
    await inSlices(steps(), signal, () => Promise.resolve());
    return { ...found, largest: await this.#largest.of(survey, memoryOf(judged), signal) };
  }

  #surveyOf({ machine, defaults }: JudgedMachine): Survey {
    const key = JSON.stringify({ machine, defaults }, (_, value: unknown) =>
      value instanceof Map ? [...value] : value,
    );
    const survey = this.#surveys.get(key) ?? new Survey({ machine, defaults });
    keepLatest(this.#surveys, key, survey, surveysKept);
    return survey;
  }
}

/** All that a machine has, its cards included. */
function memoryOf({ machine: { memory, gpus } }: JudgedMachine): number {
  return gpus.reduce((sum, { dedicatedBytes }) => sum + (dedicatedBytes ?? 0), memory.totalBytes);
}
