import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Mutant, plant } from "./mutant.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * The working tree once more, for faults: one that is planted here never lands in a commit. It is in `out/`, from where
 * Node finds the dependencies further up.
 */
export class ScratchCopy implements Disposable {
  readonly folder: string;

  constructor() {
    const out = join(root, "out", "mutants");
    mkdirSync(out, { recursive: true });
    this.folder = mkdtempSync(join(out, "copy-"));
    process.once("exit", () => this[Symbol.dispose]());
    const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
    for (const file of new Set(listed.toString().split("\0"))) {
      const source = join(root, file);
      // A file that was deleted and is not yet committed is listed too.
      if (file !== "" && existsSync(source)) cpSync(source, join(this.folder, file));
    }
  }

  /** Does `work` with the fault in, and takes it out again. */
  async withFault<T>(mutant: Mutant, work: () => Promise<T>): Promise<T> {
    const path = join(this.folder, mutant.file);
    const source = readFileSync(path, "utf8");
    writeFileSync(path, plant(mutant, source));
    try {
      return await work();
    } finally {
      writeFileSync(path, source);
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
