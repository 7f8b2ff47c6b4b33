import { dirname, isAbsolute, join, resolve } from "node:path";
import { isInside } from "../../../ground/files/index.ts";
import { type BoundedLook, type SeenFile, smallText } from "../bounded-look.ts";
import { storeLimits } from "../limits.ts";
import { ownName, ownPath } from "../own-text.ts";
import type { StoreFolder, StoredModel } from "../types.ts";
import { readFiles } from "./files.ts";
import { weightsIn } from "./weights-in-folder.ts";

/** A model's id may hold slashes. */
const deepest = 6;

/** `DATA/llamacpp/models/ID/model.yml` says where the file is, which may be anywhere; what has none is found by its name. */
export async function* readJan({ path: data, program }: StoreFolder, look: BoundedLook): AsyncGenerator<StoredModel> {
  const models = join(data, "llamacpp", "models");
  const unnamed: SeenFile[][] = [];
  for await (const files of look.filesBelow(models, deepest, program)) {
    const description = files.find(({ name }) => name === "model.yml");
    const described = description === undefined ? null : await describedBy(description.path, data);
    if (described === null) unnamed.push(files);
    else if (described === "leads-outside") {
      look.tell({ program, path: description?.path ?? models, reason: "leads-outside" });
    } else {
      const file = await look.file(described.path);
      // A shard's others are beside it.
      const [weights] = file === null ? [] : await weightsIn(await besides(file, files, look, program), look);
      const { name } = described;
      if (weights !== undefined) yield { program, ...weights, name, repository: null, commit: null, hasAdapter: false };
    }
  }
  for (const files of unnamed) {
    for (const weights of await weightsIn(files, look))
      yield { program, ...weights, name: null, repository: null, commit: null, hasAdapter: false };
  }
  yield* readFiles({ program, path: join(data, "mlx", "models"), layout: "files" }, look);
}

/** The file itself, and what is in its folder of the same model. */
async function besides(
  file: SeenFile,
  files: readonly SeenFile[],
  look: BoundedLook,
  program: StoreFolder["program"],
): Promise<SeenFile[]> {
  const stem = /^(.*)-\d{5}-of-\d{5}\.gguf$/i.exec(file.name)?.[1];
  const projectors = files.filter(({ name }) => /^mmproj.*\.gguf$/i.test(name));
  if (stem === undefined) return [file, ...projectors];
  const parts: SeenFile[] = [];
  for (const { name } of await look.list(dirname(file.path), program)) {
    const part = name.startsWith(`${stem}-`) ? await look.file(join(dirname(file.path), name)) : null;
    if (part !== null) parts.push(part);
  }
  return [...parts, ...projectors];
}

async function describedBy(
  path: string,
  data: string,
): Promise<{ path: string; name: string | null } | "leads-outside" | null> {
  const text = await smallText(path, storeLimits.settingsBytes);
  if (text === null) return null;
  const written = ownPath(scalar(text, "model_path") ?? "");
  if (written === null) return null;
  // What a person imported where it was stands there with its whole path; any other is within Jan's own folder.
  const found = isAbsolute(written) ? written : resolve(data, written.replaceAll("\\", "/"));
  if (!isAbsolute(written) && !isInside(data, found)) return "leads-outside";
  return { path: found, name: ownName(scalar(text, "name") ?? "") };
}

/** A plain text at the top of a YAML file: all that is needed of one. Null where it is not there or is anything else. */
function scalar(text: string, key: string): string | null {
  const line = new RegExp(`^${key}:[ \\t]*(.*)$`, "m").exec(text)?.[1]?.trim();
  if (line === undefined || line === "" || /^[|>&*[{!]/.test(line)) return null;
  const quoted =
    /^"(.*)"$/.exec(line)?.[1]?.replaceAll("\\\\", "\\") ?? /^'(.*)'$/.exec(line)?.[1]?.replaceAll("''", "'");
  if (quoted !== undefined) return quoted;
  // Found in one go: a pattern that begins with many spaces would be tried from each of them.
  const comment = line.search(/\s#/);
  return comment === -1 ? line : line.slice(0, comment).trimEnd();
}
