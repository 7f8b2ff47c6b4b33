import { GgmlType, GgufInsights, type Llama, LlamaLogLevel, getLlama, readGgufFileInfo } from "node-llama-cpp";
import type { Plan } from "../../../../src-shared/contract/index.ts";
import { keepLatest } from "../../../ground/core/index.ts";
import type { EngineFigures } from "../../../models/planning/index.ts";
import { maxReasonCharacters } from "../estimate/protocol.ts";
import { contextBatch } from "./context-batch.ts";
import { kvTypeNames } from "./kv-type-names.ts";

export type PlanEstimate = { type: "figures"; figures: EngineFigures } | { type: "fallback"; reason: string };

/** What the library writes, and no more than that, when it gives up simulating and takes its older formula instead. */
const fallbackPattern = /Failed simulating (?:model|context) resource usage/;
/** Headers that are kept read, as several plans are asked about each. */
const maxInsights = 4;

/** Asks the engine about plans. Opening a GPU's driver takes memory there for as long as the process lives. */
export class PlanEstimator {
  readonly #llama: Promise<Llama>;
  readonly #insights = new Map<string, Promise<GgufInsights>>();
  #warnings: string[] = [];

  constructor(backend: Plan["backend"]) {
    this.#llama = getLlama({
      gpu: backend ?? false,
      build: "never",
      skipDownload: true,
      progressLogs: false,
      maxThreads: 1,
      logLevel: LlamaLogLevel.warn,
      logger: (_level, message) => this.#warnings.push(message.trim()),
    });
    // Reported to the first caller.
    this.#llama.catch(() => undefined);
  }

  /** From the file's header alone: the engine builds the model and its context without their memory. One at a time. */
  async estimate(file: string, plan: Plan): Promise<PlanEstimate> {
    const insights = await this.#insightsOf(file);
    this.#warnings = [];
    const layers = { gpuLayers: plan.backend === null ? 0 : plan.gpuLayers, useMmap: plan.mmap };
    const kvType = GgmlType[kvTypeNames[plan.kvType]];
    const context = {
      contextSize: plan.contextTokens,
      modelGpuLayers: layers.gpuLayers,
      batchSize: contextBatch(insights, plan),
      sequences: plan.sequences,
      flashAttention: plan.flashAttention,
      kvCacheKeyType: kvType,
      kvCacheValueType: kvType,
    };
    const model = await insights.estimateModelResourceRequirementsV2(layers);
    const state = await insights.estimateContextResourceRequirementsV2({ ...context, useMmap: layers.useMmap });
    const said = this.#warnings.find((line) => fallbackPattern.test(line));
    if (said !== undefined) return { type: "fallback", reason: said.slice(0, maxReasonCharacters) };
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the older formula's own answer shows that it was used
    const older = insights.estimateContextResourceRequirements(context);
    if (older.cpuRam === state.cpuRam && older.gpuVram === state.gpuVram) {
      return { type: "fallback", reason: "older-formula" };
    }
    return {
      type: "figures",
      figures: {
        weightsCpuBytes: model.cpuRam,
        weightsGpuBytes: model.gpuVram,
        contextCpuBytes: state.cpuRam,
        contextGpuBytes: state.gpuVram,
      },
    };
  }

  /**
   * Of the GPUs that the backend finds. Rejects where it cannot be opened: the library tries that in a separate process
   * first.
   */
  async deviceNames(): Promise<string[]> {
    const llama = await this.#llama;
    return llama.getGpuDeviceNames();
  }

  lastWarning(): string | null {
    return this.#warnings.at(-1)?.slice(0, maxReasonCharacters) ?? null;
  }

  async #insightsOf(file: string): Promise<GgufInsights> {
    const llama = await this.#llama;
    const known = this.#insights.get(file);
    if (known !== undefined) return known;
    // Passed as a path explicitly: a path may look like an address, and nothing but the Hub's client talks to the
    // network.
    const reading = readGgufFileInfo(file, { sourceType: "filesystem", logWarnings: false }).then((info) =>
      GgufInsights.from(info, llama),
    );
    keepLatest(this.#insights, file, reading, maxInsights);
    reading.catch(() => this.#insights.delete(file));
    return reading;
  }
}
