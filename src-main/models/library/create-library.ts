import { resolve } from "node:path";
import type { VerifyResult } from "../../../src-shared/contract/index.ts";
import { formatBytes, variantKey } from "../../../src-shared/figures/index.ts";
import { type Clock, type Logger, AppError, systemClock } from "../../ground/core/index.ts";
import { FileHasher, removeFiles } from "../../ground/files/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import type { InstalledFiles } from "../download/index.ts";
import { type ModelDescription, describeModel, fileRecord } from "./describe-model.ts";
import { fileIdentity } from "./file-identity.ts";
import { statesOfFiles } from "./file-states.ts";
import { findDownloaded } from "./find-downloaded.ts";
import { LibraryFeed } from "./library-feed.ts";
import { SearchedFoldersTable } from "./searched-folders-table.ts";
import { toInstalled } from "./to-installed.ts";
import type { InstalledFile, InstalledState, Library, VariantRecord } from "./types.ts";
import { repositoryName, variantId } from "./variant-id.ts";
import { VariantsTable } from "./variants-table.ts";
import { verifyFiles } from "./verify-files.ts";

export interface LibraryOptions {
  db: Database;
  /** Absolute. */
  modelsFolder: () => string;
  logger: Logger;
  clock?: Clock;
}

export function createLibrary({ db, modelsFolder, logger, clock = systemClock }: LibraryOptions): Library {
  const variants = new VariantsTable(db);
  const searched = new SearchedFoldersTable(db);
  const feed = new LibraryFeed(variants);
  const hasher = new FileHasher();
  const verifying = new Map<string, Promise<VerifyResult>>();
  /** Whose headers could not be read: each refresh would read them again. */
  const unreadable = new Set<string>();
  let refreshing: Promise<void> | null = null;
  if (db.opening.outcome === "restored") searched.clear();

  const required = (id: string): VariantRecord => {
    const variant = variants.get(id);
    if (variant === null) throw new AppError("not-found", "This variant is no longer in the library.", { id });
    return variant;
  };

  /** Adds a variant, or mends the one that holds these files already. */
  function put(
    model: ModelDescription,
    origin: Pick<VariantRecord, "repository" | "commit" | "variantKey" | "root" | "state">,
  ): string {
    const { label, modifiers, files, ...facts } = model;
    return db.transaction(() => {
      const known = variants.findByPath(files[0]?.path ?? "");
      const key = variantKey(modifiers, label);
      const name = origin.repository === null ? facts.name : repositoryName(origin.repository);
      const id = known?.id ?? variantId(name, key, (wanted) => variants.get(wanted) !== null);
      variants.put({
        ...facts,
        ...origin,
        id,
        name,
        label,
        modifiers,
        files,
        addedAt: known?.addedAt ?? clock.now(),
        lastUsedAt: known?.lastUsedAt ?? null,
      });
      return id;
    });
  }

  /** The variant that one of these files belongs to, also under another name (a link, another case). */
  async function findSame(model: ModelDescription): Promise<VariantRecord | null> {
    for (const file of model.files) {
      const byPath = variants.findByPath(file.path);
      if (byPath !== null) return byPath;
    }
    const [first] = model.files;
    const own = first === undefined ? null : await fileIdentity(first.path);
    if (first === undefined || own === null) return null;
    for (const variant of variants.withFirstFileOfSize(first.sizeBytes)) {
      if ((await fileIdentity(variant.files[0]?.path ?? "")) === own) return variant;
    }
    return null;
  }

  /** What a lost database knew: the files are there, only their checksums are not. Once for each models folder. */
  async function searchAgain(): Promise<string[]> {
    const root = modelsFolder();
    if (searched.has(root)) return [];
    const found = await findDownloaded(root);
    if (found === null) return [];
    const added: string[] = [];
    for (const { path, repository, commit } of found) {
      if (variants.findByPath(path) !== null) continue;
      try {
        const model = await describeModel(path);
        // What no download of ours has put there is its owner's: taken off the library, its file stays.
        const origin = commit === null ? { repository: null, root: null } : { repository, root };
        added.push(put(model, { ...origin, commit, variantKey: null, state: "unverified" }));
        logger.info("a model was found again", { path });
      } catch (error) {
        logger.warn("a file in the models folder is no model that can be used", { path, error: String(error) });
      }
    }
    searched.add(root, clock.now());
    return added;
  }

  async function refreshNow(): Promise<void> {
    const changed = await searchAgain().catch((error: unknown) => {
      // On a full disk what is known already must still be listed and loaded.
      logger.warn("the models folder could not be searched", { error: String(error) });
      return new Array<string>();
    });
    const known = variants.list();
    const states = await statesOfFiles(known);
    const now = new Map<InstalledState, string[]>();
    for (const [index, { id, state: before }] of known.entries()) {
      const state = states[index] ?? before;
      if (state === before) continue;
      const ids = now.get(state);
      if (ids === undefined) now.set(state, [id]);
      else ids.push(id);
    }
    try {
      if (now.size > 0) db.transaction(() => now.forEach((ids, state) => variants.setStates(ids, state)));
      changed.push(...[...now.values()].flat());
    } catch (error) {
      // One that went with its drive must not keep the others from being listed and loaded on a full disk.
      logger.warn("the states of variants could not be kept", { error: String(error) });
    }
    changed.push(...(await learnPurposes(known)));
    feed.changed([...new Set(changed)]);
  }

  /** What was installed before purposes were kept is looked at once; the ids of those. */
  async function learnPurposes(known: readonly VariantRecord[]): Promise<string[]> {
    const learned: string[] = [];
    for (const { id, files, purpose: kept, state } of known) {
      if (kept !== null || state === "missing" || unreadable.has(id)) continue;
      try {
        const { purpose } = await describeModel(files[0]?.path ?? "");
        variants.setPurpose(id, purpose ?? "chat");
        learned.push(id);
      } catch (error) {
        unreadable.add(id);
        logger.info("what a variant is for could not be read", { id, error: String(error) });
      }
    }
    return learned;
  }

  async function verifyNow(
    ...[id, onProgress = () => undefined, signal = new AbortController().signal]: Parameters<Library["verify"]>
  ): Promise<VerifyResult> {
    const variant = required(id);
    const { result, files } = await verifyFiles(variant, hasher, onProgress, signal);
    db.transaction(() => {
      if (variants.get(id) === null) return;
      if (result.ok) variants.setFiles(id, files);
      variants.setState(id, result.ok ? "ready" : "damaged");
    });
    feed.changed([id]);
    return result;
  }

  return {
    list: () => variants.list().map(toInstalled),

    listWithFiles: () => variants.list().map((variant) => ({ variant: toInstalled(variant), files: filesOf(variant) })),

    revision: () => feed.revision,

    get(id) {
      const variant = variants.get(id);
      return variant === null ? null : toInstalled(variant);
    },

    files(id) {
      const variant = variants.get(id);
      return variant === null ? [] : filesOf(variant);
    },

    has: (path) => variants.findByPath(path) !== null,

    isSound: (path) => variants.findByPath(path)?.state === "ready",

    async installed({ repository, commit, variantKey: key, root, files }: InstalledFiles) {
      const model = await describeModel(files[0]?.path ?? "");
      const records = await Promise.all(files.map(({ path, sha256 }) => fileRecord(path, sha256)));
      // Labelled by what is in the file, as one that is imported or found again: the same file has one label.
      const id = put({ ...model, files: records }, { repository, commit, variantKey: key, root, state: "ready" });
      feed.changed([id]);
      return id;
    },

    async importFile(given) {
      const path = resolve(given);
      const model = await describeModel(path);
      const same = await findSame(model);
      if (same !== null) {
        throw new AppError("invalid-input", `This file is in the library already, as ${same.name} ${same.label}.`, {
          path,
          id: same.id,
        });
      }
      const id = put(model, { repository: null, commit: null, variantKey: null, root: null, state: "ready" });
      feed.changed([id]);
      return toInstalled(required(id));
    },

    verify(id, onProgress, signal) {
      const under = verifying.get(id);
      if (under !== undefined) return under;
      const verified = verifyNow(id, onProgress, signal).finally(() => verifying.delete(id));
      verifying.set(id, verified);
      return verified;
    },

    async remove(id, confirmedBytes) {
      const variant = required(id);
      const { sizeBytes, name } = toInstalled(variant);
      if (sizeBytes !== confirmedBytes) {
        throw new AppError(
          "file-changed",
          `${name} is ${formatBytes(sizeBytes)} now, not ${formatBytes(confirmedBytes)}. Look at it again before deleting it.`,
          { sizeBytes, confirmedBytes },
        );
      }
      if (variant.root !== null)
        await deleteFiles(
          variant.root,
          variant.files.map(({ path }) => path),
        );
      variants.remove(id);
      feed.changed([id]);
    },

    refresh() {
      refreshing ??= refreshNow().finally(() => (refreshing = null));
      return refreshing;
    },

    noticeOutsideChanges() {
      feed.noticeOutsideChanges();
    },

    touch(id) {
      try {
        variants.setLastUsed(id, clock.now());
        feed.changed([id]);
      } catch (error) {
        // A model that is in memory is not to be lost to a full disk.
        logger.warn("when a variant was used could not be kept", { id, error: String(error) });
      }
    },

    onChange: (listener) => feed.on(listener),

    async dispose() {
      await hasher.dispose();
      await Promise.allSettled(verifying.values());
    },
  };
}

const filesOf = ({ files }: VariantRecord): InstalledFile[] =>
  files.map(({ path, sizeBytes, sha256 }) => ({ path, sizeBytes, sha256 }));

async function deleteFiles(root: string, paths: readonly string[]): Promise<void> {
  try {
    await removeFiles(root, paths);
  } catch (error) {
    throw new AppError(
      "disk-failed",
      "The files could not be deleted. Close whatever uses them, or check the drive, then try again.",
      { path: paths[0] ?? null },
      { cause: error },
    );
  }
}
