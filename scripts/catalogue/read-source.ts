import { existsSync } from "node:fs";
import { basename } from "node:path";
import {
  type HeaderContent,
  type HubClient,
  type HubRepository,
  groupVariants,
  joinShardHeaders,
  readGgufFile,
  readRemoteHeader,
} from "../../src-main/models/catalog/index.ts";
import { variantKey } from "../../src-shared/figures/index.ts";

export interface ReadSource {
  header: HeaderContent;
  /** For the row: which file it was. */
  from: string;
  /** The maker's repository, as the Hub has it; null for a file. */
  baseModel: string | null;
  /** Of the Hub, null for a file. */
  repository: string | null;
}

const onHub = /^([\w.-]+\/[\w.-]+?)(?::(.+))?$/;

/** The header of "FILE.gguf" or of "OWNER/REPO[:LABEL]", all shards joined. Throws `AppError`, and `Error` for what is neither. */
export async function readSource(source: string, hub: HubClient): Promise<ReadSource> {
  if (existsSync(source) || /\.gguf$/i.test(source)) {
    return { header: await readGgufFile(source), from: basename(source), baseModel: null, repository: null };
  }
  const [, name, label] = onHub.exec(source) ?? [];
  if (name === undefined) throw new Error(`neither a file nor OWNER/REPO[:LABEL]: ${source}`);
  const repository = await hub.detail(name, null);
  const files = await variantFiles(hub, repository, label ?? null);
  const { commit, repository: found } = repository;
  const headers = [];
  for (const file of files) headers.push(await readRemoteHeader(hub, { ...file, repository: found, commit }));
  const from = `${found}/${files[0]?.path ?? ""}@${commit}`;
  return { header: joinShardHeaders(headers), from, baseModel: repository.baseModels[0] ?? null, repository: found };
}

/** Without a label those of the variant with the fewest files, the smallest among them: headers hardly differ. */
async function variantFiles(hub: HubClient, { repository, commit, tree }: HubRepository, label: string | null) {
  const { files } = tree ?? (await hub.tree(repository, commit));
  const { variants } = groupVariants(files);
  const wanted = label?.toLowerCase();
  const [variant] = variants
    .filter(({ label: own, modifiers }) => wanted === undefined || variantKey(modifiers, own).toLowerCase() === wanted)
    .filter(({ complete }) => complete)
    .sort((a, b) => a.files.length - b.files.length || a.sizeBytes - b.sizeBytes);
  if (variant === undefined) throw new Error(`${repository} has no such variant: ${label ?? "any"}`);
  return variant.files;
}
