import { AppError, type Logger, type PromiseWithResolvers, appError, withResolvers } from "../../ground/core/index.ts";
import { OwnedProcess, type ProcessExit } from "../../ground/processes/index.ts";
import { engineEnvironment } from "./engine-environment.ts";
import { generateCommand } from "./generate-command.ts";
import { type Command, type NewsReport, reportSchema } from "./protocol.ts";
import { type EnvironmentName, type PaceKind, environments } from "./tuning/index.ts";
import type { EngineOptions, GenerateRequest, InspectedPage, InspectedPrompt, LoadOptions } from "./types.ts";

/** Where it has nothing to keep. */
const usualEndMs = 1000;
/** For keeping what it has read of conversations: a gigabyte on a slow disk; what takes longer is lost. */
const keepingEndMs = 6000;

/** One engine process: its messages checked, its end certain. It holds nothing that would need saving. */
export class EngineChild {
  readonly #process: OwnedProcess;
  readonly #logger: Logger;
  /** Set before it is ended on purpose, so that the end does not count as a crash. */
  #ending = false;
  /** Asked to end, it has this long. */
  readonly #endMs: number;
  #lastMeasureId = 0;
  #lastInspectionId = 0;
  readonly #inspections = new Map<number, PromiseWithResolvers<InspectedPrompt>>();
  readonly #measures = new Map<number, (tokensPerSecond: number | null) => void>();

  constructor(
    options: EngineOptions,
    { plan, lendFromTokens }: Pick<LoadOptions, "plan" | "lendFromTokens">,
    environment: EnvironmentName,
    onReport: (report: NewsReport) => void,
  ) {
    this.#logger = options.logger;
    this.#endMs = options.keptStates === undefined ? usualEndMs : keepingEndMs;
    this.#process = new OwnedProcess({
      modulePath: options.workerPath,
      args: [plan.backend ?? "cpu", String(plan.threads)],
      nodePath: options.nodePath,
      env: engineEnvironment(
        {
          ...environments[environment],
          ...(lendFromTokens === undefined ? {} : { GGML_OP_OFFLOAD_MIN_BATCH: String(lendFromTokens) }),
          ...options.buildsEnvironment?.(plan.backend),
          ...options.env,
        },
        options.codeCacheFolder,
      ),
    });
    this.#process.onMessage((raw) => {
      if (this.#ending) return;
      const { success, data: report, error } = reportSchema.safeParse(raw);
      if (!success) {
        this.#logger.warn("engine: a message was not understood", { problem: error.message });
      } else if (report.type === "measured") {
        this.#measured(report.id, report.tokensPerSecond);
      } else if (report.type === "inspected") {
        this.#inspected(report.id, (waiting) => waiting.resolve(report.page));
      } else if (report.type === "inspectFailed") {
        this.#inspected(report.id, (waiting) => waiting.reject(new AppError(report.error)));
      } else {
        onReport(report);
      }
    });
    void this.exited.then(() => {
      for (const id of this.#measures.keys()) this.#measured(id, null);
      for (const id of this.#inspections.keys())
        this.#inspected(id, (waiting) => waiting.reject(appError("no-model-loaded", "none-loaded")));
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get exited(): Promise<ProcessExit> {
    return this.#process.exited;
  }

  /** What it wrote last. */
  lastWords(): string[] {
    return this.#process.lastWords();
  }

  get ending(): boolean {
    return this.#ending;
  }

  send(command: Command): void {
    this.#process.send(command);
  }

  /**
   * Tokens per second with this many threads. Null when it says nothing, when a question came, or when the process is
   * gone.
   */
  measure(kind: PaceKind, threads: number): Promise<number | null> {
    const id = ++this.#lastMeasureId;
    const command: Command = { type: "measure", id, kind, threads };
    if (this.#ending || !this.#process.send(command)) return Promise.resolve(null);
    return new Promise((resolve) => this.#measures.set(id, resolve));
  }

  /** A page of the prompt of a question. Rejects with what keeps the prompt from being made, or when the process is gone. */
  inspect(request: GenerateRequest, page: InspectedPage): Promise<InspectedPrompt> {
    const id = ++this.#lastInspectionId;
    const waiting = withResolvers<InspectedPrompt>();
    const command: Command = { type: "inspect", id, ...page, question: generateCommand(id, request) };
    if (this.#ending || !this.#process.send(command)) waiting.reject(appError("no-model-loaded", "none-loaded"));
    else this.#inspections.set(id, waiting);
    return waiting.promise;
  }

  #inspected(id: number, settle: (waiting: PromiseWithResolvers<InspectedPrompt>) => void): void {
    const waiting = this.#inspections.get(id);
    this.#inspections.delete(id);
    if (waiting !== undefined) settle(waiting);
  }

  #measured(id: number, tokensPerSecond: number | null): void {
    this.#measures.get(id)?.(tokensPerSecond);
    this.#measures.delete(id);
  }

  /** Asks, waits, then kills. */
  async end(): Promise<void> {
    this.#ending = true;
    const wish: Command = { type: "end" };
    this.#noteEnd(await this.#process.end(wish, this.#endMs));
  }

  /** At once: for a load that was cancelled, which cannot answer. */
  async kill(): Promise<void> {
    this.#ending = true;
    this.#noteEnd(await this.#process.kill());
  }

  #noteEnd(hasEnded: boolean): void {
    if (hasEnded) return;
    this.#logger.warn("engine: a process does not end although it was killed; a driver holds it", { pid: this.pid });
  }
}
