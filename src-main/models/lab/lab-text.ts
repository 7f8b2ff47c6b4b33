import { createHash } from "node:crypto";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { MiB } from "../../../src-shared/figures/index.ts";
import { appError, systemCode } from "../../ground/core/index.ts";
import type { TextChoice } from "./types.ts";

/** More than anyone measures over: the rows of so much text would take months. */
const maxTextBytes = 64 * MiB;
/** Of a token of what people write; a model that takes fewer for one has less of it than was asked for. */
const usualCharactersOfToken = 6;

export interface LabText {
  name: string;
  path: string;
  sha256: string;
}

export interface TextSources {
  textsFolder: string;
  conversations: (mostCharacters: number) => string;
  /** Where the text of conversations is written; whoever asks deletes it. */
  folder: string;
  /** How many are wanted. */
  tokens: number;
}

/** The file of a text. Throws `file-missing`, `disk-failed` and `invalid-input`. */
export async function openText(choice: TextChoice["text"], sources: TextSources): Promise<LabText> {
  const path = await pathOf(choice, sources);
  const name = choice.kind === "bundled" ? choice.name : choice.kind === "conversations" ? choice.kind : basename(path);
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

async function pathOf(
  choice: TextChoice["text"],
  { textsFolder, conversations, folder, tokens }: TextSources,
): Promise<string> {
  switch (choice.kind) {
    case "bundled":
      return join(textsFolder, `${choice.name}.txt`);
    case "file":
      return resolve(choice.path);
    case "conversations": {
      const path = join(folder, "conversations.txt");
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(path, conversations(tokens * usualCharactersOfToken), { mode: 0o600 });
      } catch (thrown) {
        throw appError("disk-failed", "lab", { reason: systemCode(thrown) }, { cause: thrown });
      }
      return path;
    }
  }
}
