import { readFileSync, writeFileSync } from "node:fs";
import { type CommonMachine, type ModelJob, type Suggestion, modelJobs } from "../../src-shared/contract/index.ts";
import { typicalOf } from "../../src-shared/figures/index.ts";
import { english, say } from "../../src-shared/words/index.ts";
import { ParsedCatalogue } from "../../src-main/models/catalog/index.ts";
import { commonMachines, completeMachine } from "../../src-main/ground/hardware/index.ts";
import { Survey, computedVariantSize, suggest } from "../../src-main/models/recommend/index.ts";
import { type Benchmark, compare, median } from "./harness.ts";

const limitMs = 100;
const page = new URL("../../docs/suggestions.md", import.meta.url);
/** Of the table: what is odd in it is explained there, by hand. */
const endOfHead = "<!-- written by npm run bench -- suggest -->";

const file = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../resources/catalogue/${name}.json`, import.meta.url), "utf8"));

/** Writes the suggestions for every job on every common computer to `docs/suggestions.md`, and measures how long one takes. */
export const benchmark: Benchmark = {
  run(note) {
    const catalogue = new ParsedCatalogue(
      { models: file("models"), ratings: file("ratings"), shapes: file("shapes") },
      computedVariantSize,
      (repository) => repository,
    );
    const models = catalogue.chatModels();
    const ratedOn = catalogue.ratedOn();
    const today = new Date().toISOString().slice(0, 10);
    note(`${String(models.length)} models, ${String(commonMachines.length)} computers`);
    const firsts: number[] = [];
    const parts: string[] = [];
    for (const common of commonMachines) {
      const machine = completeMachine(common.input);
      const survey = new Survey({ machine, defaults: { contextTokens: 8192, memoryReserveBytes: null } });
      const begun = performance.now();
      const rows = modelJobs.map((job) => {
        const found = suggest({ models, job, languages: ["de"], today, ratedOn }, survey);
        if (job === "chat") firsts.push(performance.now() - begun);
        return rowOf(job, found.suggestions);
      });
      parts.push(sectionOf(common, rows));
    }
    const [head = ""] = readFileSync(page, "utf8").split(endOfHead);
    writeFileSync(page, `${head}${endOfHead}\n\n${parts.join("\n\n")}\n`);
    const figures = { peer: `the limit of ${String(limitMs)} ms`, unit: "ms", theirs: limitMs };
    return Promise.resolve([
      compare({ ...figures, name: "first suggestions for a computer", ours: median(firsts) }, { at: "most", ratio: 1 }),
      compare({ ...figures, name: "the slowest of them", ours: Math.max(...firsts) }, null),
    ]);
  },
};

function sectionOf({ id, kind, ramGiB }: CommonMachine, rows: readonly string[]): string {
  const name = say({ key: "common-machine-with-memory", figures: { ...kind.figures, ramGiB } });
  const head = "| | Best | Quicker | Smaller | Why the best |\n| --- | --- | --- | --- | --- |";
  return `### ${name} (\`${id}\`)\n\n${head}\n${rows.join("\n")}`;
}

function rowOf(job: ModelJob, suggestions: readonly Suggestion[]): string {
  const cell = (role: Suggestion["role"]): string => {
    const one = suggestions.find((suggestion) => suggestion.role === role);
    if (one === undefined) return "–";
    const speed = Math.round(typicalOf(one.fit.tokensPerSecond ?? [0, 0]));
    const band = one.band === null ? "not measured" : english.capabilityBands[one.band];
    const mark = one.capability.basis === "placed" ? "*" : "";
    return `${one.model.name} ${one.key}, ${(one.sizeBytes / 1e9).toFixed(1)} GB, ${String(speed)} tok/s, ${band}${mark}`;
  };
  const why = suggestions[0]?.reasons.slice(0, 2).map((reason) => say(reason)) ?? [];
  const { jobs } = english;
  return `| ${[jobs[job], cell("best"), cell("quicker"), cell("smaller"), why.join(" ") || "–"].join(" | ")} |`;
}
