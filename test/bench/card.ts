import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Gpu, type PlanRequest, type VariantFit, defaultSampling } from "../../src-shared/contract/index.ts";
import { MiB } from "../../src-shared/figures/index.ts";
import type { Services } from "../../src-main/composition/index.ts";
import { type ModelKind, syntheticModel, writeGguf } from "../fixtures/index.ts";
import { openServices } from "../fixtures/open-services.ts";
import { type Benchmark, type Comparison, compare, median } from "./harness.ts";
import { heldOnCards } from "./peers/held-on-cards.ts";

interface Subject {
  kind: ModelKind;
  label: string;
  request: PlanRequest;
}

/** Dense, windows, experts, a state beside the cache; whole and in part; short and long contexts. */
const subjects: readonly Subject[] = [
  { kind: "llama-3.2-1b", label: "Q8_0", request: {} },
  { kind: "llama-3.1-8b", label: "Q4_K_M", request: {} },
  { kind: "llama-3.1-8b", label: "Q4_K_M", request: { contextTokens: 65_536, kvType: "q8_0" } },
  { kind: "llama-3.1-8b", label: "Q4_K_M", request: { gpuLayers: 20 } },
  { kind: "gemma-3-4b", label: "Q4_K_M", request: { contextTokens: 32_768 } },
  { kind: "qwen3-30b-a3b", label: "Q4_K_M", request: {} },
  { kind: "gpt-oss-20b", label: "MXFP4_MOE", request: { contextTokens: 16_384 } },
  { kind: "granite-4-h-tiny", label: "Q4_K_M", request: {} },
];

const answerTokens = 96;
const promptWords = 400;
/** Later answers are the steady ones: the first waits for what a driver prepares. */
const answers = 3;
const memoryShare = 0.05;
const memorySlackBytes = 64 * MiB;
const greedy = { ...defaultSampling, temperature: 0, seed: 1 };

/** What a card really gives up and does for models of zeros, against what was said before: the way a person loads them. */
export const benchmark: Benchmark = {
  async run(note) {
    const folder = mkdtempSync(join(tmpdir(), "bitloft-bench-card-"));
    const services = await openServices(folder);
    try {
      const { gpus, cpu } = await services.hardware.get();
      const usable = gpus.filter(({ backend }) => backend !== null);
      if (usable.length === 0) {
        note("skipped: the engine can use no graphics card here");
        return [];
      }
      for (const gpu of usable) note(`${gpu.name} through ${gpu.backend ?? ""}, driver ${gpu.driver ?? "unknown"}`);
      note(`beside ${cpu.name}, ${cpu.usableCores} cores`);
      const comparisons: Comparison[] = [];
      for (const subject of subjects) {
        try {
          comparisons.push(...(await measure(services, folder, subject, usable, note)));
        } catch (error) {
          // The other models' figures are still worth having.
          note(`${nameOf(subject)}: ${String(error)}`);
          comparisons.push(compare({ name: `${nameOf(subject)}, loads`, ...loads, ours: 0 }, { at: "least", ours: 1 }));
        }
      }
      return comparisons;
    } finally {
      await services.dispose();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

const loads = { peer: "a plan that is said to fit", unit: "of 1", theirs: 1 };

function nameOf({ kind, label, request }: Subject): string {
  const asked = Object.entries(request).map(([key, value]) => `${key} ${String(value)}`);
  return [`${kind} ${label}`, ...asked].join(", ");
}

async function measure(
  { sessions, hardware, library, loader, planning }: Services,
  folder: string,
  subject: Subject,
  gpus: readonly Gpu[],
  note: (text: string) => void,
): Promise<Comparison[]> {
  const path = join(folder, `${subject.kind}-${subject.label}.gguf`);
  writeGguf(path, syntheticModel(subject.kind, { label: subject.label }));
  const { id, sizeBytes } = await library.importFile(path);
  try {
    await hardware.refresh();
    const installed = await planning.open({ kind: "installed", variantId: id });
    const fit = installed.fitOn(await hardware.get(), subject.request);
    const before = await heldOnCards(gpus);
    const lease = await loader.lease({ variantId: id, plan: subject.request, force: false });
    const state = lease.state();
    const after = await heldOnCards(gpus);
    const speeds = { decode: [] as number[], prompt: [] as number[] };
    for (let round = 0; round < answers; round++) {
      const decoded = await lease.generate({ messages: asks(`${round} Tell a story.`), ...short(answerTokens) });
      const read = await lease.generate({ messages: asks(longPrompt(round)), ...short(1) });
      speeds.decode.push(decoded.tokensPerSecond ?? NaN);
      speeds.prompt.push(((read.promptTokens - read.cachedTokens) * 1000) / (read.firstTokenMs ?? NaN));
    }
    const atWork = await heldOnCards(gpus);
    const told = { fit, plan: state.plan, measured: state.measured, held: [before, after, atWork], speeds };
    note(`${nameOf(subject)}: ${JSON.stringify(told)}`);
    return judged(nameOf(subject), fit, {
      ownBytes: state.measured?.gpuBytes ?? null,
      cardBytes: before === null || atWork === null ? null : atWork - before,
      decode: median(speeds.decode.slice(1)),
      prompt: median(speeds.prompt.slice(1)),
    });
  } finally {
    await loader.unload();
    await sessions.gone();
    await library.remove(id, sizeBytes);
    rmSync(path, { force: true });
  }
}

const asks = (text: string): { role: "user"; text: string }[] => [{ role: "user", text }];
const short = (maxTokens: number): { sampling: typeof greedy; maxTokens: number } => ({ sampling: greedy, maxTokens });
const longPrompt = (round: number): string =>
  Array.from({ length: promptWords }, (_, at) => `word${(at * 7 + round) % 97}`).join(" ");

interface Truth {
  /** By the engine's own count. */
  ownBytes: number | null;
  /** By the driver's, in the whole: its own share for a program is in it. */
  cardBytes: number | null;
  decode: number;
  prompt: number;
}

function judged(name: string, { memory, speed }: VariantFit, truth: Truth): Comparison[] {
  if (memory === null || speed === null) throw new Error("there is no forecast");
  const onGpu = memory.devices.filter(({ kind }) => kind === "gpu").reduce((sum, { needBytes }) => sum + needBytes, 0);
  const bytes = { unit: "MiB", ours: onGpu / MiB };
  const [slow, fast] = speed.tokensPerSecond;
  const comparisons: Comparison[] = [];
  if (truth.ownBytes !== null) {
    const figures = { name: `${name}, memory`, peer: "the engine's own count", ...bytes, theirs: truth.ownBytes / MiB };
    comparisons.push(compare(figures, null));
  }
  if (truth.cardBytes !== null) {
    const theirs = truth.cardBytes / MiB;
    const least = 1 - Math.max(memoryShare, memorySlackBytes / truth.cardBytes);
    const figures = { name: `${name}, memory`, peer: "what the card gave up", ...bytes, theirs };
    comparisons.push(compare(figures, { at: "least", ratio: Number(least.toFixed(3)) }));
  }
  const told = { peer: "the card", unit: "tokens/s" };
  comparisons.push(
    compare({ ...told, name: `${name}, speed, low`, ours: slow, theirs: truth.decode }, { at: "most", ratio: 1 }),
    compare({ ...told, name: `${name}, speed, high`, ours: fast, theirs: truth.decode }, { at: "least", ratio: 1 }),
  );
  const [promptSlow, promptFast] = speed.promptTokensPerSecond;
  comparisons.push(
    compare({ ...told, name: `${name}, prompt, low`, ours: promptSlow, theirs: truth.prompt }, null),
    compare({ ...told, name: `${name}, prompt, high`, ours: promptFast, theirs: truth.prompt }, null),
  );
  return comparisons;
}
