import { relative, sep } from "node:path";
import type { LibraryUpdate, LibraryUpdates, UpdatePart } from "../../../src-shared/contract/index.ts";
import { variantKey, variantLabel } from "../../../src-shared/figures/index.ts";
import { AppError, toAppError } from "../../ground/core/index.ts";
import {
  type GgufHeader,
  type HubClient,
  type HubFile,
  type HubRepository,
  readGgufFile,
  readRemoteHeader,
} from "../catalog/index.ts";
import { modelPath } from "../download/index.ts";
import { isWholeRead } from "./can-replace.ts";
import { repositoryPath } from "./repository-path.ts";
import type { PlaceRecord, VariantRecord } from "./types.ts";

export interface UpdatesOptions {
  hub: HubClient & { card(repository: string, commit: string, signal?: AbortSignal): Promise<string | null> };
  variants: () => readonly VariantRecord[];
}

const limits = {
  /** Repositories that are asked for at once. */
  atOnce: 4,
} as const;
/** What the Hub's header and ours may differ in where only the template is another one. */
const templateKeys = /^tokenizer\.chat_template(\.|$)/;

/**
 * What has changed on the Hub of what was downloaded from there, by commits and by the hashes of files. Asks for each repository once, and for
 * more only where something differs. Throws `cancelled`; a repository that cannot be asked is named in the answer.
 */
export async function findUpdates(
  { hub, variants }: UpdatesOptions,
  signal: AbortSignal = new AbortController().signal,
): Promise<LibraryUpdates> {
  const all = variants();
  const byRepository = new Map<string, VariantRecord[]>();
  for (const variant of all) {
    const { repository, commit, files } = variant;
    if (repository === null || commit === null || !files.some(({ owner }) => owner === "bitloft")) continue;
    byRepository.set(repository, [...(byRepository.get(repository) ?? []), variant]);
  }
  const answer: LibraryUpdates = { updates: [], failed: [], asked: byRepository.size };
  const entries = [...byRepository].entries();
  const found: LibraryUpdate[][] = [];
  const work = async (): Promise<void> => {
    for (const [index, [repository, installed]] of entries) {
      try {
        found[index] = await new RepositoryUpdates(hub, repository, signal).of(installed);
      } catch (thrown) {
        const error = toAppError(thrown);
        if (signal.aborted) throw error;
        answer.failed.push({ repository, error: error.toDto() });
      }
    }
  };
  await Promise.all(Array.from({ length: limits.atOnce }, work));
  answer.updates = found.flat();
  return answer;
}

class RepositoryUpdates {
  readonly #hub: UpdatesOptions["hub"];
  readonly #repository: string;
  readonly #signal: AbortSignal;
  readonly #cards = new Map<string, Promise<string | null>>();

  constructor(hub: UpdatesOptions["hub"], repository: string, signal: AbortSignal) {
    this.#hub = hub;
    this.#repository = repository;
    this.#signal = signal;
  }

  async of(installed: readonly VariantRecord[]): Promise<LibraryUpdate[]> {
    const latest = await this.#hub.detail(this.#repository, null, this.#signal);
    const old = installed.filter(({ commit }) => commit !== null && !latest.commit.startsWith(commit));
    if (old.length === 0) return [];
    const { files } = latest.tree ?? (await this.#hub.tree(this.#repository, latest.commit, this.#signal));
    const updates: LibraryUpdate[] = [];
    for (const variant of old) {
      const update = await this.#compare(variant, latest, files);
      if (update === null) continue;
      const isNewer = (one: VariantRecord): boolean =>
        one !== variant && isAt(one, latest.commit) && isSameFile(one, variant) && isWholeRead(one);
      const newer = installed.find(isNewer);
      updates.push({ ...update, latestId: newer?.id ?? null });
    }
    return updates;
  }

  async #compare(
    variant: VariantRecord,
    latest: HubRepository,
    files: readonly HubFile[],
  ): Promise<Omit<LibraryUpdate, "latestId"> | null> {
    const pairs = variant.files.map((place) => ({ place, remote: files.find((file) => isOf(file, place, latest)) }));
    const now = pairs.flatMap(({ remote }) => remote ?? []);
    const about = {
      id: variant.id,
      repository: this.#repository,
      name: variant.name,
      label: variantLabel(variant),
      installedCommit: variant.commit ?? "",
      latestCommit: latest.commit,
      sizeBytes: variant.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      variantKey: variant.variantKey ?? variantKey(variant.modifiers, variant.label),
    };
    if (now.length < pairs.length) return { ...about, changed: [], kind: "gone", latestSizeBytes: null };
    const latestSizeBytes = now.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const differs = pairs.some(({ place, remote }) => remote !== undefined && isOther(place, remote));
    const changed: UpdatePart[] = differs ? await this.#partsOf(variant, now[0] as HubFile, latest.commit) : [];
    if (await this.#hasOtherCard(variant.commit ?? "", latest.commit)) changed.push("card");
    if (changed.length === 0) return null;
    return { ...about, changed, kind: differs ? "re-uploaded" : "new-revision", latestSizeBytes };
  }

  /** By both headers: the same tensors and the same values but for the template mean that it alone is another one. */
  async #partsOf(variant: VariantRecord, remote: HubFile, commit: string): Promise<UpdatePart[]> {
    const [first] = variant.opened;
    if (first === undefined || variant.files.length > 1) return ["weights"];
    try {
      const here = await readGgufFile(first.path, { signal: this.#signal });
      const there = await readRemoteHeader(
        this.#hub,
        { ...remote, repository: this.#repository, commit },
        this.#signal,
      );
      const isOtherTemplate = valuesOf(here, true) !== valuesOf(there, true);
      const isOtherRest = valuesOf(here, false) !== valuesOf(there, false) || tensorsOf(here) !== tensorsOf(there);
      if (!isOtherTemplate) return ["weights"];
      return isOtherRest ? ["weights", "template"] : ["template"];
    } catch (error) {
      if (this.#signal.aborted) throw error;
      // That the content is another one is known from its hash.
      if (error instanceof AppError) return ["weights"];
      throw error;
    }
  }

  async #hasOtherCard(installed: string, latest: string): Promise<boolean> {
    const [before, after] = await Promise.all([this.#cardAt(installed), this.#cardAt(latest)]);
    return before !== after;
  }

  #cardAt(commit: string): Promise<string | null> {
    const known = this.#cards.get(commit);
    if (known !== undefined) return known;
    const asked = this.#hub.card(this.#repository, commit, this.#signal);
    this.#cards.set(commit, asked);
    return asked;
  }
}

/** Whether a repository's file is the one that was put at this place: its path there was made harmless. */
function isOf(remote: HubFile, place: PlaceRecord, { repository, commit }: HubRepository): boolean {
  const made = modelPath(place.folder, repository, commit, remote.path);
  return relative(place.folder, made).split(sep).slice(3).join("/") === repositoryPath(place);
}

/** Where no hash is known of ours, its size decides. */
function isOther({ sha256, sizeBytes }: PlaceRecord, remote: HubFile): boolean {
  if (remote.sizeBytes !== sizeBytes) return true;
  return sha256 !== null && remote.sha256 !== null && sha256 !== remote.sha256;
}

const isAt = ({ commit }: VariantRecord, latest: string): boolean => commit !== null && latest.startsWith(commit);

function isSameFile(one: VariantRecord, other: VariantRecord): boolean {
  const [a, b] = [one.files[0], other.files[0]];
  return a !== undefined && b !== undefined && repositoryPath(a) === repositoryPath(b);
}

function valuesOf({ metadata }: GgufHeader, isTemplate: boolean): string {
  const entries = [...metadata].filter(([key]) => templateKeys.test(key) === isTemplate);
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const tensorsOf = ({ tensors }: GgufHeader): string => JSON.stringify(tensors);
