import type { Plan } from "../../../../src-shared/contract/index.ts";
import { OwnedProcess } from "../../../ground/processes/index.ts";
import { engineEnvironment } from "../engine-environment.ts";
import { findReason } from "../failure.ts";
import { type Answer, type Question, answerSchema } from "./protocol.ts";
import type { EstimatorOptions } from "./types.ts";

/** One process that estimates on one backend; it holds nothing that would need saving, so it is ended by a kill. */
export class EstimateChild {
  readonly backend: Plan["backend"];
  readonly #process: OwnedProcess;
  #lastId = 0;

  constructor(
    { nodePath, workerPath, env, buildsEnvironment, codeCacheFolder }: EstimatorOptions,
    backend: Plan["backend"],
  ) {
    this.backend = backend;
    this.#process = new OwnedProcess({
      modulePath: workerPath,
      args: [backend ?? "cpu"],
      nodePath,
      env: engineEnvironment({ ...buildsEnvironment?.(backend), ...env }, codeCacheFolder),
    });
  }

  get gone(): boolean {
    return this.#process.isGone;
  }

  lastWords(): string | null {
    const lines = this.#process.lastWords();
    return findReason(lines) ?? lines.at(-1) ?? null;
  }

  /** Null when it ended or did not answer in time. */
  async ask(file: string, plan: Plan, limitMs: number): Promise<Answer | null> {
    const question: Question = { id: ++this.#lastId, file, plan };
    let timer: NodeJS.Timeout | undefined;
    let stopListening: (() => void) | undefined;
    const answered = new Promise<Answer | null>((resolve) => {
      timer = setTimeout(() => resolve(null), limitMs);
      stopListening = this.#process.onMessage((raw) => {
        const answer = answerSchema.safeParse(raw);
        if (answer.success && answer.data.id === question.id) resolve(answer.data);
      });
    });
    this.#process.send(question);
    try {
      return await Promise.race([answered, this.#process.exited.then(() => null)]);
    } finally {
      clearTimeout(timer);
      stopListening?.();
    }
  }

  async kill(): Promise<void> {
    await this.#process.kill();
  }
}
