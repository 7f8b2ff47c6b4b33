import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { silentLogger } from "../../src-main/ground/core/index.ts";
import { ProbedHardware } from "../../src-main/ground/hardware/index.ts";
import type { Services } from "../../src-main/composition/index.ts";
import { openLabModel } from "../../src-main/models/lab/lab-model.ts";
import { type MemoryPlan, planMemory } from "../../src-main/models/lab/memory-plan.ts";
import { openServices } from "../fixtures/open-services.ts";
import { type Benchmark, type Comparison, byTurns, compare } from "./harness.ts";
import { benchModel } from "./peers/bench-model.ts";
import { PeakOfChildren } from "./peers/peak-of-children.ts";
import { findLlamaTool, runLlamaTool, withoutTools } from "./peers/llama-tools.ts";
import { busynessInWords, processorInWords } from "./peers/surroundings.ts";

const chunks = 4;
const chunkTokens = 512;
/** Of the text; more than the chunks take with any vocabulary that splits it into pieces. */
const textCharacters = 16_000;
const rounds = 3;
const mostRatio = 1.1;
const variantLabel = "Q4_0";
const madeLabel = "Q4_K_M";
const usualText = new URL("../../resources/lab/english.txt", import.meta.url);
const MiB = 1024 ** 2;
/** The child as it ships; its source where nothing is built. */
const built = fileURLToPath(new URL("../../out/main/lab-worker.js", import.meta.url));

interface Bench {
  services: Services;
  folder: string;
  reference: string;
  variant: string;
  plan: MemoryPlan;
  note: (text: string) => void;
}

const file = (path: string) => ({ kind: "file", path }) as const;
const watch = () => ({ signal: new AbortController().signal });

/** What the lab takes beside llama.cpp's own tools, on the same files, tokens and threads. */
export const benchmark: Benchmark = {
  async run(note) {
    const folder = mkdtempSync(join(tmpdir(), "bitloft-bench-lab-"));
    const reference = benchModel(folder, note);
    const services = await openServices(folder, undefined, {}, existsSync(built) ? { labWorker: built } : {});
    try {
      const hardware = new ProbedHardware({ logger: silentLogger, modelsFolder: () => folder });
      note(`${await processorInWords(hardware)}; ${await busynessInWords()}`);
      const variant = join(folder, `variant-${variantLabel}.gguf`);
      await services.lab.quantise(
        { subject: file(reference), label: variantLabel, matrix: null, output: variant, threads: null },
        watch(),
      );
      const models = await Promise.all(
        [reference, variant].map((path) =>
          openLabModel(file(path), { library: services.library, hasher: null }, watch().signal),
        ),
      );
      const plan = await planMemory(models, services.planning);
      const bench = { services, folder, reference, variant, plan, note };
      return [...(await measuring(bench)), ...(await memory(bench)), ...(await quantising(bench))];
    } finally {
      await services.dispose();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

let texts = 0;
/** Different from its first word on: what was measured is not measured again. */
function freshText(folder: string): string {
  const path = join(folder, `text-${++texts}.txt`);
  writeFileSync(path, `${texts}. ${readFileSync(usualText, "utf8").slice(0, textCharacters)}`);
  return path;
}

async function measureOurs({ services, folder, reference, variant }: Bench): Promise<number> {
  const text = file(freshText(folder));
  const begun = performance.now();
  await services.lab.measure(
    { variant: file(variant), reference: file(reference), text, tokens: chunks * chunkTokens },
    watch(),
  );
  return performance.now() - begun;
}

/** Against both passes: the reference's logits into a file, and the variant against them. */
async function measuring(bench: Bench): Promise<Comparison[]> {
  const { folder, reference, variant, plan, note } = bench;
  const tool = findLlamaTool("llama-perplexity");
  if (tool === null) {
    note(`measuring: ${withoutTools(["llama-perplexity"])}`);
    return [];
  }
  note(`measuring over ${chunks * chunkTokens} tokens, ${plan.sideBySide ? "side by side" : "one after the other"}`);
  const threads = String(plan.threads);
  const theirs = async (): Promise<number> => {
    const text = freshText(folder);
    const rows = join(folder, "rows");
    const shared = ["-f", text, "-c", String(chunkTokens), "--chunks", String(chunks)];
    const begun = performance.now();
    for (const pass of [
      ["-m", reference],
      ["-m", variant, "--kl-divergence"],
    ]) {
      const args = [...pass, ...shared, "-t", threads, "-tb", threads, "-ngl", "0", "--kl-divergence-base", rows];
      await runLlamaTool(tool, args);
    }
    return performance.now() - begun;
  };
  // Once unmeasured: the files come into the page cache, and ours are hashed.
  await theirs();
  await measureOurs(bench);
  const figures = await byTurns({ ours: () => measureOurs(bench), theirs }, rounds);
  const peer = `llama-perplexity, both passes, ${threads} threads`;
  return [compare({ name: "measure", peer, unit: "ms", ...figures }, { at: "most", ratio: mostRatio })];
}

/** The most that the child has in memory, with what it has mapped of the files. */
async function memory(bench: Bench): Promise<Comparison[]> {
  const peak = PeakOfChildren.begin();
  if (peak === null) {
    bench.note("memory: left out, as this system does not tell the most that a process had");
    return [];
  }
  await measureOurs(bench);
  const ours = peak.endBytes() / MiB;
  const theirs = bench.plan.needBytes / MiB;
  const figures = { name: "memory of a measurement", peer: "the plan's own figure", unit: "MiB", ours, theirs };
  return [compare(figures, { at: "most", ratio: 1 })];
}

async function quantising({ services, folder, reference, plan, note }: Bench): Promise<Comparison[]> {
  const tool = findLlamaTool("llama-quantize");
  if (tool === null) {
    note(`quantising: ${withoutTools(["llama-quantize"])}`);
    return [];
  }
  note("quantising");
  const output = join(folder, "made.gguf");
  const timed = async (make: () => Promise<unknown>): Promise<number> => {
    rmSync(output, { force: true });
    const begun = performance.now();
    await make();
    return performance.now() - begun;
  };
  const request = { subject: file(reference), label: madeLabel, matrix: null, output, threads: plan.threads };
  const ours = (): Promise<number> => timed(() => services.lab.quantise(request, watch()));
  const args = ["--allow-requantize", reference, output, madeLabel, String(plan.threads)];
  const theirs = (): Promise<number> => timed(() => runLlamaTool(tool, args));
  await theirs();
  await ours();
  const figures = await byTurns({ ours, theirs }, rounds);
  const peer = `llama-quantize, ${plan.threads} threads`;
  return [compare({ name: "quantise", peer, unit: "ms", ...figures }, { at: "most", ratio: mostRatio })];
}
