import { writeFileSync } from "node:fs";
import type { ModelJob, Suggestions } from "../../src-shared/contract/index.ts";
import { commonMachines } from "../../src-main/ground/hardware/index.ts";
import {
  commonMachine,
  pageOf,
  readPage,
  sectionOf,
  suggestableModels,
  suggestionsFor,
  suggestionsPage,
} from "../fixtures/suggestion-table.ts";
import { type Benchmark, compare, median } from "./harness.ts";

const limitMs = 100;

/** Writes the suggestions for every job on every common computer to `docs/suggestions.md`, and measures how long one takes. */
export const benchmark: Benchmark = {
  run(note) {
    const today = new Date().toISOString().slice(0, 10);
    note(`${String(suggestableModels.length)} models, ${String(commonMachines.length)} computers`);
    const firsts: number[] = [];
    const sections = commonMachines.map((common) => {
      const found = new Map<ModelJob, Suggestions>();
      const begun = performance.now();
      for (const [job, suggestions] of suggestionsFor(commonMachine(common.id), today)) {
        if (job === "chat") firsts.push(performance.now() - begun);
        found.set(job, suggestions);
      }
      return sectionOf(common, found);
    });
    writeFileSync(suggestionsPage, pageOf(readPage().head, today, sections));
    const figures = { peer: `the limit of ${String(limitMs)} ms`, unit: "ms", theirs: limitMs };
    return Promise.resolve([
      compare({ ...figures, name: "first suggestions for a computer", ours: median(firsts) }, { at: "most", ratio: 1 }),
      compare({ ...figures, name: "the slowest of them", ours: Math.max(...firsts) }, null),
    ]);
  },
};
