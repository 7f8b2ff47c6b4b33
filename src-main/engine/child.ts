import { type ChildProcess, fork } from "node:child_process";
import type { Logger } from "../core/index.ts";
import type { Plan } from "../contract/index.ts";
import { LogRing } from "./log-ring.ts";
import { type Command, type Report, reportSchema } from "./protocol.ts";
import type { EngineOptions } from "./types.ts";

export interface ChildExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** What it wrote last. */
  log: string[];
}

/** Asked to end, it has this long; it holds nothing that would need saving. */
const endMs = 1500;
/** After an exit its last words may still be in the pipe. */
const drainMs = 500;

/** One engine process: its messages checked, its last words kept, its end certain. */
export class EngineChild {
  readonly #process: ChildProcess;
  readonly #log = new LogRing();
  readonly #logger: Logger;
  /** Set by whoever ended it on purpose, so that the end is no crash. */
  #ending = false;
  readonly exited: Promise<ChildExit>;

  constructor(options: EngineOptions, plan: Plan, onReport: (report: Report) => void) {
    this.#logger = options.logger;
    this.#process = fork(options.workerPath, [plan.backend ?? "cpu", String(plan.threads)], {
      execPath: options.nodePath,
      execArgv: [],
      env: childEnvironment(options),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      serialization: "advanced",
      windowsHide: true,
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding("utf8");
      stream?.on("data", (text: string) => this.#log.write(text));
    }
    this.#process.on("message", (raw) => {
      if (this.#ending) return;
      const report = reportSchema.safeParse(raw);
      if (report.success) onReport(report.data);
      else this.#logger.warn("engine: a message was not understood", { problem: report.error.message });
    });
    this.exited = this.#watch();
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get ending(): boolean {
    return this.#ending;
  }

  send(command: Command): void {
    // A channel that closes meanwhile is the exit's matter.
    if (this.#process.connected) this.#process.send(command, () => undefined);
  }

  /** Asks, waits, then kills. */
  async end(): Promise<void> {
    this.#ending = true;
    this.send({ type: "end" });
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), endMs);
    await this.exited;
    clearTimeout(timer);
  }

  /** At once: for a load that was cancelled, which cannot answer. */
  async kill(): Promise<void> {
    this.#ending = true;
    this.#process.kill("SIGKILL");
    await this.exited;
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

/** What the engine may see of our environment: enough to find libraries and drivers; no token, proxy or NODE_OPTIONS. */
const passedOn = [
  ...["PATH", "HOME", "LANG", "TMPDIR", "TEMP", "TMP"],
  ...["USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "SYSTEMROOT", "WINDIR"],
  ...["LD_LIBRARY_PATH", "XDG_DATA_DIRS", "CUDA_PATH", "CUDA_VISIBLE_DEVICES"],
  ...["GGML_VK_VISIBLE_DEVICES", "VK_ICD_FILENAMES", "VK_DRIVER_FILES"],
];

function childEnvironment({ env, codeCacheFolder }: EngineOptions): Record<string, string> {
  const own: Record<string, string> = {
    // Each token is a job for libuv's pool. With one thread it always runs on the same core: 1.4 to 1.7 times faster.
    UV_THREADPOOL_SIZE: "1",
    ...(codeCacheFolder === undefined ? {} : { NODE_COMPILE_CACHE: codeCacheFolder }),
  };
  for (const name of passedOn) {
    const value = process.env[name];
    if (value !== undefined) own[name] = value;
  }
  return { ...own, ...env };
}
