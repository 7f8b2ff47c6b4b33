import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { MiB } from "../../../src-shared/figures/index.ts";
import { appError, systemCode } from "../../ground/core/index.ts";
import type { TextChoice } from "./types.ts";

/** More than anyone measures over: the rows of so much text would take months. */
const maxTextBytes = 64 * MiB;

export interface LabText {
  name: string;
  path: string;
  sha256: string;
}

/** The file of a text. Throws `file-missing`, `disk-failed` and `invalid-input`. */
export async function openText(choice: TextChoice["text"], bundledFolder: string): Promise<LabText> {
  const path = choice.kind === "bundled" ? join(bundledFolder, `${choice.name}.txt`) : resolve(choice.path);
  const name = choice.kind === "bundled" ? choice.name : basename(path);
  try {
    const { size } = await stat(path);
    if (size > maxTextBytes) throw appError("invalid-input", "text-too-long", { path, maxBytes: maxTextBytes });
    return {
      name,
      path,
      sha256: createHash("sha256")
        .update(await readFile(path))
        .digest("hex"),
    };
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code === "ENOENT") throw appError("file-missing", "no-such-file", { path }, { cause: thrown });
    if (code === "EISDIR") throw appError("invalid-input", "is-folder", { path }, { cause: thrown });
    if (/^E[A-Z]+$/.test(code)) throw appError("disk-failed", "file-not-read", { code }, { cause: thrown });
    throw thrown;
  }
}
