import { GgmlType, GgufInsights, type Llama, LlamaLogLevel, getLlama, readGgufFileInfo } from "node-llama-cpp";
import { contextBatch } from "../../../src-main/answers/engine/worker/context-batch.ts";
import type { TruthRow } from "../../fixtures/engine-truth/questions.ts";

/** Bytes on the CPU by one of the library's two formulas. */
export interface LibraryFigures {
  weightsBytes: number;
  contextBytes: number;
}

export interface LibraryEstimate {
  v1: LibraryFigures;
  /** As a program gets it, its silent fallback to the first formula included. */
  v2: LibraryFigures;
  fellBack: boolean;
}

/** node-llama-cpp's own estimates, as a program that uses the library would ask for them. */
export class LibraryEstimator {
  readonly #llama: Llama;
  readonly #said: string[];

  private constructor(llama: Llama, said: string[]) {
    this.#llama = llama;
    this.#said = said;
  }

  static async open(): Promise<LibraryEstimator> {
    const said: string[] = [];
    const llama = await getLlama({
      gpu: false,
      build: "never",
      skipDownload: true,
      progressLogs: false,
      logLevel: LlamaLogLevel.warn,
      logger: (_level, message) => said.push(message),
    });
    return new LibraryEstimator(llama, said);
  }

  async read(path: string): Promise<GgufInsights> {
    const info = await readGgufFileInfo(path, { sourceType: "filesystem", logWarnings: false });
    return GgufInsights.from(info, this.#llama);
  }

  async ask(insights: GgufInsights, row: TruthRow): Promise<LibraryEstimate> {
    this.#said.length = 0;
    const type = GgmlType[row.kvType.toUpperCase() as "F16" | "Q8_0" | "Q5_1" | "Q4_0"];
    const context = {
      contextSize: row.contextTokens,
      modelGpuLayers: 0,
      batchSize: contextBatch(insights, row),
      sequences: row.sequences ?? 1,
      flashAttention: row.flashAttention,
      kvCacheKeyType: type,
      kvCacheValueType: type,
    };
    const layers = { gpuLayers: 0, useMmap: true };
    const weights = await insights.estimateModelResourceRequirementsV2(layers);
    const state = await insights.estimateContextResourceRequirementsV2({ ...context, useMmap: true });
    const fellBack = this.#said.some((line) => line.includes("Falling back"));
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the older formula is one of the peers
    const oldWeights = insights.estimateModelResourceRequirements(layers);
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the older formula is one of the peers
    const oldState = insights.estimateContextResourceRequirements(context);
    return {
      v1: { weightsBytes: oldWeights.cpuRam, contextBytes: oldState.cpuRam },
      v2: { weightsBytes: weights.cpuRam, contextBytes: state.cpuRam },
      fellBack,
    };
  }

  close(): Promise<void> {
    return this.#llama.dispose();
  }
}
