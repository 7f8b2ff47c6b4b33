import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { PlainRequest, PlainResult } from "./plain-script.ts";

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** A peer's script as a process, with the environment as it comes. */
export class PlainProcess {
  readonly #process: ChildProcess;
  /** From the start of the process until its context is there. */
  readonly loadMs: number;

  private constructor(child: ChildProcess, loadMs: number) {
    this.#process = child;
    this.loadMs = loadMs;
  }

  static start(model: string, contextTokens: number, threads: number | "default"): Promise<PlainProcess> {
    return PlainProcess.#start("plain-script.ts", [model, String(contextTokens), String(threads)]);
  }

  /** The engine's own libraries in `folder`, called by nothing but a loop. */
  static startRaw(folder: string, model: string, contextTokens: number, threads: number): Promise<PlainProcess> {
    return PlainProcess.#start("raw-engine.ts", [folder, model, String(contextTokens), String(threads)]);
  }

  static async #start(name: string, args: string[]): Promise<PlainProcess> {
    const begun = performance.now();
    const child = fork(script(name), args, {
      execArgv: [],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    await reply(child);
    return new PlainProcess(child, performance.now() - begun);
  }

  async answer(request: PlainRequest): Promise<PlainResult> {
    const result = reply(this.#process);
    this.#process.send(request);
    return (await result) as PlainResult;
  }

  async end(): Promise<void> {
    const exited = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await exited;
  }
}

async function reply(child: ChildProcess): Promise<unknown> {
  const done = new AbortController();
  const ended = once(child, "exit", { signal: done.signal }).then(() => {
    throw new Error("the plain script ended by itself");
  });
  // When the answer wins, the other wait is called off.
  ended.catch(() => undefined);
  try {
    const [message] = (await Promise.race([once(child, "message", { signal: done.signal }), ended])) as [unknown];
    return message;
  } finally {
    done.abort();
  }
}
