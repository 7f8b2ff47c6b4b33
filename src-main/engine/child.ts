import type { ChildProcess } from "node:child_process";
import type { Logger } from "../core/index.ts";
import type { Plan } from "../contract/index.ts";
import { childEnvironment } from "./child-environment.ts";
import { LogRing } from "./log-ring.ts";
import { OwnedProcess } from "./owned-process.ts";
import { type Command, type NewsReport, reportSchema } from "./protocol.ts";
import { type EnvironmentName, type PaceKind, environments } from "./tuning/index.ts";
import type { EngineOptions } from "./types.ts";

export interface ChildExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** What it wrote last. */
  log: string[];
}

/** Asked to end, it has this long; it holds nothing that would need saving. */
const endMs = 1000;
/** A kill takes effect at once, but for a process that waits for a driver inside the kernel: nobody waits for that one. */
const killMs = 750;
/** After an exit its last words may still be in the pipe. */
const drainMs = 500;

/** One engine process: its messages checked, its last words kept, its end certain. */
export class EngineChild {
  readonly #owned: OwnedProcess;
  readonly #process: ChildProcess;
  readonly #log = new LogRing();
  readonly #logger: Logger;
  /** Set by whoever ended it on purpose, so that the end is no crash. */
  #ending = false;
  #lastMeasureId = 0;
  readonly #measures = new Map<number, (tokensPerSecond: number | null) => void>();
  readonly exited: Promise<ChildExit>;

  constructor(
    options: EngineOptions,
    plan: Plan,
    environment: EnvironmentName,
    onReport: (report: NewsReport) => void,
  ) {
    this.#logger = options.logger;
    this.#owned = new OwnedProcess(options.workerPath, [plan.backend ?? "cpu", String(plan.threads)], {
      execPath: options.nodePath,
      execArgv: [],
      env: childEnvironment(
        { ...environments[environment], ...options.buildsEnvironment?.(plan.backend), ...options.env },
        options.codeCacheFolder,
      ),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      serialization: "advanced",
      windowsHide: true,
    });
    this.#process = this.#owned.child;
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding("utf8");
      stream?.on("data", (text: string) => this.#log.write(text));
    }
    this.#process.on("message", (raw) => {
      if (this.#ending) return;
      const report = reportSchema.safeParse(raw);
      if (!report.success) {
        this.#logger.warn("engine: a message was not understood", { problem: report.error.message });
      } else if (report.data.type === "measured") {
        this.#measured(report.data.id, report.data.tokensPerSecond);
      } else {
        onReport(report.data);
      }
    });
    this.exited = this.#watch();
    void this.exited.then(() => {
      for (const id of this.#measures.keys()) this.#measured(id, null);
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** What it wrote last. */
  log(): string[] {
    return this.#log.lines();
  }

  get ending(): boolean {
    return this.#ending;
  }

  send(command: Command): void {
    // A channel that closes meanwhile is the exit's matter.
    if (this.#process.connected) this.#process.send(command, () => undefined);
  }

  /** Tokens per second with so many threads. Null when it says nothing, when a question came, or when the process is gone. */
  measure(kind: PaceKind, threads: number): Promise<number | null> {
    if (this.#ending || !this.#process.connected) return Promise.resolve(null);
    const id = ++this.#lastMeasureId;
    const measured = new Promise<number | null>((resolve) => this.#measures.set(id, resolve));
    this.send({ type: "measure", id, kind, threads });
    return measured;
  }

  #measured(id: number, tokensPerSecond: number | null): void {
    this.#measures.get(id)?.(tokensPerSecond);
    this.#measures.delete(id);
  }

  /** Asks, waits, then kills. */
  async end(): Promise<void> {
    this.#ending = true;
    this.send({ type: "end" });
    if (!(await this.#exitsWithin(endMs))) await this.kill();
  }

  /** At once: for a load that was cancelled, which cannot answer. */
  async kill(): Promise<void> {
    this.#ending = true;
    this.#owned.kill();
    if (await this.#exitsWithin(killMs)) return;
    this.#logger.warn("engine: a process does not end although it was killed; a driver holds it", { pid: this.pid });
  }

  async #exitsWithin(limitMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), limitMs);
    });
    const hasExited = await Promise.race([this.exited.then(() => true), tooLong]);
    clearTimeout(timer);
    return hasExited;
  }

  #watch(): Promise<ChildExit> {
    return new Promise((resolve) => {
      let drain: NodeJS.Timeout | undefined;
      const finish = (code: number | null, signal: NodeJS.Signals | null): void => {
        clearTimeout(drain);
        resolve({ code, signal, log: this.#log.lines() });
      };
      this.#process.once("exit", (code, signal) => {
        drain = setTimeout(() => finish(code, signal), drainMs);
      });
      this.#process.once("close", finish);
      // Not once: a second error without a listener would take the whole application down.
      this.#process.on("error", (error) => {
        this.#log.write(`${error.message}\n`);
        if (this.#process.pid === undefined) finish(null, null);
      });
    });
  }
}
