import { modelFacts, parseGgufHeader } from "../../src-main/models/catalog/index.ts";
import type { HardwareProfile, ModelFacts, RepositoryVariant } from "../../src-shared/contract/index.ts";
import { commonMachines, completeMachine } from "../../src-main/ground/hardware/index.ts";
import { type FitReportInput, fitReport, shortFit } from "../../src-main/models/recommend/index.ts";
import { ggufHeaderBytes, modelKinds, syntheticModel } from "../fixtures/index.ts";
import { type Benchmark, type Comparison, compare, defaultRounds, median } from "./harness.ts";
import { computedVariant } from "../fixtures/variants.ts";

const repositories = 500;
/** What a usual uploader of quantised models offers. */
const labels = [
  "F16", "Q8_0", "Q6_K", "Q5_K_M", "Q5_K_S", "Q5_0", "Q4_K_M", "Q4_K_S", "Q4_0", "Q4_1", "IQ4_NL", "IQ4_XS", "Q3_K_L", "Q3_K_M",
  "Q3_K_S", "IQ3_M", "IQ3_XXS", "Q2_K", "IQ2_M", "IQ1_S",
]; // prettier-ignore
const wholeListMs = 50;
/** A frame at 60 a second. */
const frameMs = 16;

/** How long a person waits for what every move of a slider asks for: a list of results, and one repository's ladder. */
export const benchmark: Benchmark = {
  run(note) {
    const list = Array.from({ length: repositories }, (_, i) => repositoryOf(i));
    note(`${String(list.length)} repositories of ${String(labels.length)} variants`);
    const comparisons: Comparison[] = [];
    for (const { name, machine } of machines()) {
      const first = time(() => rankAll(list, machine, 8192));
      note(`${name}: ${first.toFixed(0)} ms the first time, when each model's tensors are summed`);
      const again = measured(() => rankAll(list, machine, 8192));
      comparisons.push(limit(`rank ${String(repositories)} repositories, ${name}`, again, wholeListMs));
    }
    for (const { name, machine } of machines()) {
      comparisons.push(limit(`one ladder after a slider's move, ${name}`, slowestMove(list, machine), frameMs));
    }
    return Promise.resolve(comparisons);
  },
};

type Repository = Pick<FitReportInput, "facts" | "factsVariantKey" | "variants">;

const shapes = new Map<number, { facts: ModelFacts; variants: RepositoryVariant[] }>();

/** Each repository has its own facts, as if its own header had been read. */
function repositoryOf(index: number): Repository {
  const kind = index % modelKinds.length;
  let shape = shapes.get(kind);
  if (!shape) shapes.set(kind, (shape = shapeOf(modelKinds[kind] ?? "llama-3.1-8b")));
  return { facts: { ...shape.facts }, factsVariantKey: "Q4_K_M", variants: shape.variants };
}

function shapeOf(kind: (typeof modelKinds)[number]): { facts: ModelFacts; variants: RepositoryVariant[] } {
  const progress = parseGgufHeader(ggufHeaderBytes(syntheticModel(kind, { label: "Q4_K_M", vocabulary: "none" })));
  if (progress.status !== "ok") throw new Error(`${kind}: the header is cut short`);
  const facts = modelFacts(progress.header);
  const variants = labels.map((label) => computedVariant(facts, label));
  return { facts, variants };
}

/** Without a GPU, with one that shares the memory, and with a card that holds a part of most models. */
const machineIds = ["desktop-32", "laptop-16", "rtx4060-32"];

function machines(): { name: string; machine: HardwareProfile }[] {
  return machineIds.map((id) => {
    const found = commonMachines.find((machine) => machine.id === id);
    if (found === undefined) throw new Error(`There is no machine ${id}.`);
    return { name: id, machine: completeMachine(found.input) };
  });
}

const inputOf = (repository: Repository, machine: HardwareProfile, contextTokens: number): FitReportInput => ({
  ...repository,
  repository: null,
  commit: null,
  machine,
  request: { contextTokens },
  defaults: { contextTokens, memoryReserveBytes: null },
});

function rankAll(list: readonly Repository[], machine: HardwareProfile, contextTokens: number): void {
  for (const repository of list) shortFit(inputOf(repository, machine, contextTokens));
}

const laddersMoved = 15;
/** Contexts that a slider passes; none is asked for twice, so that nothing is remembered. */
const slider = [4096, 6144, 8192, 12_288, 16_384, 24_576, 32_768];

/** The whole report for a context that was not asked for before: the median over models of their slowest. */
function slowestMove(list: readonly Repository[], machine: HardwareProfile): number {
  return median(
    list.slice(0, laddersMoved).map((repository) => {
      fitReport(inputOf(repository, machine, 2048));
      return Math.max(...slider.map((tokens) => time(() => fitReport(inputOf(repository, machine, tokens)))));
    }),
  );
}

function time(work: () => unknown): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

/** After two rounds unmeasured, in which the code is compiled. */
function measured(work: () => unknown): number {
  for (let round = 0; round < 2; round++) work();
  return median(Array.from({ length: defaultRounds }, () => time(work)));
}

function limit(name: string, ours: number, limitMs: number): Comparison {
  const peer = `the limit of ${String(limitMs)} ms`;
  return compare({ name, peer, unit: "ms", ours, theirs: limitMs }, { at: "most", ratio: 1 });
}
