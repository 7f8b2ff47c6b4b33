import { readFileSync, readdirSync } from "node:fs";
import process from "node:process";

const lookEveryMs = 20;
const KiB = 1024;

/** The most memory of the processes that this one starts meanwhile, each by itself, looked at again and again. Only Linux tells it. */
export class PeakOfChildren {
  readonly #before: ReadonlySet<string> = new Set(children());
  readonly #timer = setInterval(() => this.#look(), lookEveryMs);
  #bytes = 0;

  /** Null where the system does not tell it. */
  static begin(): PeakOfChildren | null {
    return process.platform === "linux" ? new PeakOfChildren() : null;
  }

  /** Of the largest. */
  endBytes(): number {
    clearInterval(this.#timer);
    return this.#bytes;
  }

  #look(): void {
    for (const pid of children()) if (!this.#before.has(pid)) this.#bytes = Math.max(this.#bytes, peakBytes(pid));
  }
}

function children(): string[] {
  return readdirSync("/proc/self/task").flatMap((thread) =>
    readOr(`/proc/self/task/${thread}/children`)
      .split(" ")
      .filter((pid) => pid !== ""),
  );
}

function peakBytes(pid: string): number {
  const [, kib = "0"] = /^VmHWM:\s+(\d+) kB/m.exec(readOr(`/proc/${pid}/status`)) ?? [];
  return Number(kib) * KiB;
}

/** Nothing of a process or a thread that has just ended. */
function readOr(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
