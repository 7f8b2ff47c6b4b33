import type { AppError } from "../../ground/core/index.ts";
import { EngineChild } from "./engine-child.ts";
import { type Phase, explainExit } from "./failure.ts";
import { countMemoryKills, isKilledForMemory } from "./memory-kills.ts";
import type { NewsReport } from "./protocol.ts";
import type { EnvironmentName } from "./tuning/index.ts";
import type { EngineOptions, LoadOptions } from "./types.ts";

export interface SupervisorOptions {
  engine: EngineOptions;
  load: LoadOptions;
  environment: EnvironmentName;
  /** What the process is at. */
  phase: () => Phase;
  onReport: (report: NewsReport) => void;
  /** It is gone without having been asked, and why. */
  onLost: (error: AppError) => void;
}

/** Watches the process of one session, reports why it was lost, and makes sure that it ends. */
export class Supervisor {
  readonly child: EngineChild;
  readonly #options: SupervisorOptions;
  /** By the kernel, for want of memory, when the load or the last answer began. */
  #killsBefore: number | null;

  constructor(options: SupervisorOptions) {
    const { engine, load, environment, phase, onReport, onLost } = options;
    this.#options = options;
    this.#killsBefore = this.#countKills();
    this.child = new EngineChild(engine, load, environment, onReport);
    void this.child.exited.then((exit) => {
      if (!this.child.ending) onLost(explainExit(exit, phase(), load, (signal) => this.#isForMemory(signal)));
    });
  }

  /** What begins now may need more memory than what went before. */
  beginWork(): void {
    this.#killsBefore = this.#countKills();
  }

  /** Resolves when the process is gone and its memory free. */
  end(how: "ask" | "kill"): Promise<void> {
    return how === "kill" ? this.child.kill() : this.child.end();
  }

  #isForMemory(signal: NodeJS.Signals): boolean {
    const needBytes = this.#options.load.predicted?.anonymousBytes ?? null;
    return isKilledForMemory({ signal, killsBefore: this.#killsBefore, killsNow: this.#countKills(), needBytes });
  }

  #countKills(): number | null {
    return (this.#options.engine.memoryKills ?? countMemoryKills)();
  }
}
