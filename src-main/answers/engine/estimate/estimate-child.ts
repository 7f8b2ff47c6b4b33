import type { Plan } from "../../../../src-shared/contract/index.ts";
import { OwnedProcess, type ProcessExit } from "../../../ground/processes/index.ts";
import { engineEnvironment } from "../engine-environment.ts";
import { findReason, sentByOthers } from "../failure.ts";
import { type Answer, type Question, answerSchema } from "./protocol.ts";
import type { EstimatorOptions } from "./types.ts";

/**
 * For a question that was cancelled. A process that is about to answer is worth keeping for the next one, as while a slider moves;
 * one that is not is ended.
 */
const cancelledLimitMs = 700;

/** How a process ended by itself: it crashed, or gave up. Null where we ended it, or where it could not even be started. */
export type OwnEnd = { reason: string } | null;

type Unnumbered<Q> = Q extends Question ? Omit<Q, "id"> : never;

/** One process that estimates on one backend; it holds nothing that would need saving, so it is ended by a kill. */
export class EstimateChild {
  readonly backend: Plan["backend"];
  readonly #process: OwnedProcess;
  /** Null while it lives. */
  #exit: ProcessExit | null = null;
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
    void this.#process.exited.then((exit) => {
      this.#exit = exit;
    });
  }

  get gone(): boolean {
    return this.#process.isGone;
  }

  lastWords(): string | null {
    const lines = this.#process.lastWords();
    return findReason(lines) ?? lines.at(-1) ?? null;
  }

  ownEnd(): OwnEnd {
    const exit = this.#exit;
    const isOwn = exit?.how === "exited" || (exit?.how === "killed" && !sentByOthers.has(exit.signal));
    return isOwn ? { reason: this.lastWords() ?? "ended" } : null;
  }

  /** Null when it ended or did not answer in time, which is short once the answer is abandoned. */
  async ask(asked: Unnumbered<Question>, limitMs: number, signal?: AbortSignal): Promise<Answer | null> {
    const question: Question = { ...asked, id: ++this.#lastId };
    let timer: NodeJS.Timeout | undefined;
    let stopListening: (() => void) | undefined;
    let hurry = (): void => undefined;
    const answered = new Promise<Answer | null>((resolve) => {
      timer = setTimeout(() => resolve(null), limitMs);
      hurry = () => {
        clearTimeout(timer);
        timer = setTimeout(() => resolve(null), cancelledLimitMs);
      };
      stopListening = this.#process.onMessage((raw) => {
        const answer = answerSchema.safeParse(raw);
        if (answer.success && answer.data.id === question.id) resolve(answer.data);
      });
    });
    signal?.addEventListener("abort", hurry, { once: true });
    this.#process.send(question);
    try {
      return await Promise.race([answered, this.#process.exited.then(() => null)]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", hurry);
      stopListening?.();
    }
  }

  async kill(): Promise<void> {
    await this.#process.kill();
  }
}
