import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Plan } from "../../contract/index.ts";
import { childEnvironment } from "../child-environment.ts";
import { findReason, sentByOthers } from "../failure.ts";
import { LogRing } from "../log-ring.ts";
import { OwnedProcess } from "../owned-process.ts";
import type { EstimatorOptions } from "./estimator.ts";
import { type Answer, type Question, answerSchema } from "./protocol.ts";

/** After an exit its last words may still be in the pipe. */
const drainMs = 500;
/** A process that waits for a driver inside the kernel outlives a kill; nobody waits for it longer than this. */
const killMs = 500;

/** How a process ended by itself: it crashed, or gave up. Null where somebody ended it, or it could not even be started. */
export type OwnEnd = { reason: string } | null;

type Unnumbered<Q> = Q extends Question ? Omit<Q, "id"> : never;

/** One process that estimates on one backend; it holds nothing that would need saving, so it is ended by a kill. */
export class EstimateChild {
  readonly backend: Plan["backend"];
  readonly #owned: OwnedProcess;
  readonly #process: ChildProcess;
  readonly #log = new LogRing();
  readonly #exited: Promise<null>;
  #gone = false;
  #endedByItself = false;
  #lastId = 0;

  constructor(
    { nodePath, workerPath, env, buildsEnvironment, codeCacheFolder }: EstimatorOptions,
    backend: Plan["backend"],
  ) {
    this.backend = backend;
    this.#owned = new OwnedProcess(workerPath, [backend ?? "cpu"], {
      execPath: nodePath,
      execArgv: [],
      env: childEnvironment({ ...buildsEnvironment?.(backend), ...env }, codeCacheFolder),
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      windowsHide: true,
    });
    this.#process = this.#owned.child;
    this.#process.stderr?.setEncoding("utf8");
    this.#process.stderr?.on("data", (text: string) => this.#log.write(text));
    this.#exited = new Promise((resolve) => {
      const over = (): void => {
        this.#gone = true;
        resolve(null);
      };
      this.#process.once("close", over);
      this.#process.once("exit", (code, signal) => {
        this.#gone = true;
        this.#endedByItself = signal === null ? code !== null : !sentByOthers.has(signal);
        setTimeout(over, drainMs).unref();
      });
      this.#process.on("error", (error) => {
        this.#log.write(`${error.message}\n`);
        if (this.#process.pid === undefined) over();
      });
    });
  }

  get gone(): boolean {
    return this.#gone;
  }

  lastWords(): string | null {
    const lines = this.#log.lines();
    return findReason(lines) ?? lines.at(-1) ?? null;
  }

  ownEnd(): OwnEnd {
    return this.#endedByItself ? { reason: this.lastWords() ?? "The engine ended without a word." } : null;
  }

  /** Null when it ended or did not answer in time. */
  async ask(asked: Unnumbered<Question>, limitMs: number): Promise<Answer | null> {
    const question: Question = { ...asked, id: ++this.#lastId };
    let timer: NodeJS.Timeout | undefined;
    let listen: ((raw: unknown) => void) | undefined;
    const answered = new Promise<Answer | null>((resolve) => {
      timer = setTimeout(() => resolve(null), limitMs);
      listen = (raw) => {
        const answer = answerSchema.safeParse(raw);
        if (answer.success && answer.data.id === question.id) resolve(answer.data);
      };
      this.#process.on("message", listen);
    });
    if (this.#process.connected) this.#process.send(question, () => undefined);
    try {
      return await Promise.race([answered, this.#exited]);
    } finally {
      clearTimeout(timer);
      if (listen !== undefined) this.#process.off("message", listen);
    }
  }

  async kill(): Promise<void> {
    this.#owned.kill();
    await Promise.race([this.#exited, sleep(killMs, null, { ref: false })]);
  }
}
