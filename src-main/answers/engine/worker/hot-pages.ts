import { readFileSync, writeFileSync } from "node:fs";
import { KiB } from "../../../../src-shared/figures/index.ts";
import { mappingOf } from "./mapping.ts";

/** Asks the kernel to forget which pages of files this process has used (Documentation/filesystems/proc.rst). */
const forgetFilePages = "3";
/** Fewer tokens may not have read all of a model's weights. */
const enoughTokens = 2;

/**
 * How much of the model's file is really read for every token. A mapped file is resident as a whole after a load; what
 * llama.cpp has copied into its own layout is never read again (8B Q4_K_M: 4,685 MiB resident, 1,362 read). The kernel
 * can distinguish the two. Once per load, over the first answer: it takes up to half a second.
 */
export class HotPages {
  readonly #files: ReadonlySet<string>;
  #phase: "new" | "watching" | "done" = "new";

  constructor(files: readonly string[]) {
    this.#files = new Set(files);
    if (process.platform !== "linux") this.#phase = "done";
  }

  /** Between prompt and answer. */
  begin(): void {
    if (this.#phase !== "new") return;
    try {
      writeFileSync("/proc/self/clear_refs", forgetFilePages);
      this.#phase = "watching";
    } catch {
      this.#phase = "done";
    }
  }

  /** After an answer of this many tokens; null when the kernel does not say, or it was measured before. */
  end(tokens: number): number | null {
    if (this.#phase !== "watching" || tokens < enoughTokens) return null;
    this.#phase = "done";
    try {
      return referencedBytes(readFileSync("/proc/self/smaps", "utf8"), this.#files);
    } catch {
      return null;
    }
  }
}

/** Bytes of the files' mappings that were used; null when none of them is mapped. */
export function referencedBytes(smaps: string, files: ReadonlySet<string>): number | null {
  let sum: number | null = null;
  let ours = false;
  for (const line of smaps.split("\n")) {
    const mapping = mappingOf(line);
    if (mapping !== null) ours = mapping.path !== null && files.has(mapping.path);
    else if (ours && line.startsWith("Referenced:")) sum = (sum ?? 0) + Number(/\d+/.exec(line)?.[0]) * KiB;
  }
  return sum;
}
