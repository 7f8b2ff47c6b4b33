import { type ChildProcess, type Serializable, fork } from "node:child_process";
import { inTime } from "../timing/index.ts";
import { guardGroup } from "./guard.ts";
import { LogRing } from "./log-ring.ts";
import type { OwnedProcessOptions, ProcessExit } from "./types.ts";

/** On Windows the system itself ends what a process started (libuv puts children into a job), so only the others need groups. */
const hasGroups = process.platform !== "win32";

/** Asked to end, it has this long; nothing that must survive is kept in such a process. */
const endMs = 1000;
/** A kill takes effect at once, but for a process that waits for a driver inside the kernel: that one is not waited for. */
const killMs = 750;
/** After an exit its last words may still be in the pipe. */
const drainMs = 500;

/** A Node process that can always be ended, with all that it has started, that never outlives this one, and whose last words are kept. */
export class OwnedProcess {
  readonly #child: ChildProcess;
  readonly #log = new LogRing();
  /** Its number may be another's by now. */
  #isGone = false;
  /** Never rejects. */
  readonly exited: Promise<ProcessExit>;

  constructor({ modulePath, args, nodePath, env }: OwnedProcessOptions) {
    this.#child = fork(modulePath, args, {
      execPath: nodePath,
      execArgv: [],
      env,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      serialization: "advanced",
      windowsHide: true,
      detached: hasGroups,
    });
    const { pid, stdout, stderr } = this.#child;
    for (const stream of [stdout, stderr]) {
      stream?.setEncoding("utf8");
      stream?.on("data", (text: string) => this.#log.write(text));
    }
    const release = hasGroups && pid !== undefined ? guardGroup(pid) : () => undefined;
    this.#child.once("exit", () => {
      // What it has started is in its group, and ends with it.
      this.#killGroup();
      this.#isGone = true;
      release();
    });
    this.exited = this.#watch();
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** True as soon as it has ended, which is before its last words are all read. */
  get isGone(): boolean {
    return this.#isGone || this.pid === undefined;
  }

  /** The last lines that it has written until now. */
  lastWords(): string[] {
    return this.#log.lines();
  }

  /** What comes is not checked. Returns what ends the listening. */
  onMessage(listener: (message: unknown) => void): () => void {
    this.#child.on("message", listener);
    return () => void this.#child.off("message", listener);
  }

  /** False when it no longer listens. A channel that closes meanwhile is the exit's matter. */
  send(message: Serializable): boolean {
    if (!this.#child.connected) return false;
    this.#child.send(message, () => undefined);
    return true;
  }

  /** Sends it the wish that it ends, waits, then kills it. False when not even that has ended it. */
  async end(wish: Serializable, limitMs = endMs): Promise<boolean> {
    this.send(wish);
    return (await this.#exitsWithin(limitMs)) || (await this.kill());
  }

  /**
   * Has the system give it no processor until it is resumed, whatever it is at; it can be ended meanwhile. False where the system has no
   * such thing: then it has to be asked.
   */
  pause(isPaused: boolean): boolean {
    const { pid } = this.#child;
    if (!hasGroups || pid === undefined || this.#isGone) return false;
    try {
      process.kill(-pid, isPaused ? "SIGSTOP" : "SIGCONT");
      return true;
    } catch {
      // It has just ended.
      return false;
    }
  }

  /** At once, whether it listens or not. False when it is still there after a while: a driver holds it. */
  async kill(): Promise<boolean> {
    this.#killGroup();
    return this.#exitsWithin(killMs);
  }

  #killGroup(): void {
    const { pid } = this.#child;
    if (this.#isGone) return;
    if (hasGroups && pid !== undefined) {
      try {
        process.kill(-pid, "SIGKILL");
        return;
      } catch {
        // No group of that number is left.
      }
    }
    this.#child.kill("SIGKILL");
  }

  #exitsWithin(limitMs: number): Promise<boolean> {
    const hasExited = this.exited.then(() => true);
    return inTime(hasExited, limitMs, () => false);
  }

  #watch(): Promise<ProcessExit> {
    return new Promise((resolve) => {
      let drain: NodeJS.Timeout | undefined;
      const finish = (code: number | null, signal: NodeJS.Signals | null): void => {
        clearTimeout(drain);
        resolve({ ...howItEnded(code, signal), log: this.#log.lines() });
      };
      this.#child.once("exit", (code, signal) => {
        drain = setTimeout(() => finish(code, signal), drainMs);
      });
      this.#child.once("close", finish);
      // Not once: a second error without a listener would take the whole application down.
      this.#child.on("error", (error) => {
        this.#log.write(`${error.message}\n`);
        if (this.#child.pid === undefined) finish(null, null);
      });
    });
  }
}

function howItEnded(code: number | null, signal: NodeJS.Signals | null) {
  if (signal !== null) return { how: "killed", signal } as const;
  return code === null ? ({ how: "not-started" } as const) : ({ how: "exited", code } as const);
}
