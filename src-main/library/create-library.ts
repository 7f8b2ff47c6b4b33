import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { InstalledVariant, VerifyResult } from "../contract/index.ts";
import { variantKey } from "../contract/index.ts";
import { AppError, type Clock, Emitter, type Logger, formatBytes, systemClock } from "../core/index.ts";
import { type InstalledFiles, createHasher, removeFiles } from "../download/index.ts";
import { type Database, type VariantRecord, VariantsTable } from "./db/index.ts";
import { type ModelDescription, describeModel, fileRecord } from "./describe-model.ts";
import { stateOfFiles } from "./file-states.ts";
import { findDownloaded } from "./find-downloaded.ts";
import type { Library } from "./library.ts";
import { repositoryName, variantId } from "./variant-id.ts";
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
  const changes = new Emitter<InstalledVariant[]>();
  const hasher = createHasher();
  const verifying = new Map<string, Promise<VerifyResult>>();
  /** A database that was lost knows nothing of what lies in the models folder. */
  let mustSearch = db.opening.outcome !== "opened" && db.opening.outcome !== "migrated";

  const list = (): InstalledVariant[] => variants.list().map(toInstalled);
  const changed = (): void => {
    changes.emit(list());
  };
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
    const own = await identity(model.files[0]?.path ?? "");
    for (const variant of variants.list()) {
      const size = variant.files[0]?.sizeBytes === model.files[0]?.sizeBytes;
      if (size && own !== null && (await identity(variant.files[0]?.path ?? "")) === own) return variant;
    }
    return null;
  }

  /** What a lost database knew: the files are there, only their checksums are not. */
  async function searchAgain(): Promise<void> {
    const root = modelsFolder();
    for (const { path, repository } of await findDownloaded(root)) {
      if (variants.findByPath(path) !== null) continue;
      try {
        const model = await describeModel(path);
        put(model, { repository, commit: null, variantKey: null, root, state: "unverified" });
        logger.info("a model was found again", { path });
      } catch (error) {
        logger.warn("a file in the models folder is no model that can be used", { path, error: String(error) });
      }
    }
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
    changed();
    return result;
  }

  return {
    list,

    get(id) {
      const variant = variants.get(id);
      return variant === null ? null : toInstalled(variant);
    },

    files: (id) => (variants.get(id)?.files ?? []).map(({ path, sizeBytes, sha256 }) => ({ path, sizeBytes, sha256 })),

    has: (path) => variants.findByPath(path) !== null,

    isSound: (path) => variants.findByPath(path)?.state === "ready",

    async installed({ repository, commit, variantKey: key, label, modifiers, root, files }: InstalledFiles) {
      const model = await describeModel(files[0]?.path ?? "");
      const records = await Promise.all(files.map(({ path, sha256 }) => fileRecord(path, sha256)));
      // The catalogue has seen the whole repository; only what it could not name is taken from the header.
      const named = label === "unlabelled" ? {} : { label, modifiers };
      const id = put(
        { ...model, ...named, files: records },
        { repository, commit, variantKey: key, root, state: "ready" },
      );
      changed();
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
      changed();
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
      changed();
    },

    async refresh() {
      let differs = false;
      if (mustSearch) {
        mustSearch = false;
        await searchAgain();
        differs = true;
      }
      const seen = await Promise.all(
        variants.list().map(async (variant) => ({ variant, state: await stateOfFiles(variant) })),
      );
      for (const { variant, state } of seen) {
        if (state === variant.state) continue;
        try {
          variants.setState(variant.id, state);
          differs = true;
        } catch (error) {
          // One that went with its drive must not keep the others from being listed and loaded on a full disk.
          logger.warn("the state of a variant could not be kept", { id: variant.id, state, error: String(error) });
        }
      }
      if (differs) changed();
    },

    touch(id) {
      try {
        variants.setLastUsed(id, clock.now());
        changed();
      } catch (error) {
        // A model that is in memory is not to be lost to a full disk.
        logger.warn("when a variant was used could not be kept", { id, error: String(error) });
      }
    },

    onChange: (listener) => changes.on(listener),

    async dispose() {
      await hasher.dispose();
      await Promise.allSettled(verifying.values());
    },
  };
}

function toInstalled(variant: VariantRecord): InstalledVariant {
  const {
    id,
    repository,
    commit,
    name,
    label,
    modifiers,
    architecture,
    parameters,
    trainedContextTokens,
    files,
    root,
    ...rest
  } = variant;
  return {
    id,
    repository,
    commit,
    name,
    label,
    modifiers,
    architecture,
    parameters,
    trainedContextTokens,
    path: files[0]?.path ?? "",
    sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
    sha256: files[0]?.sha256 ?? null,
    fileCount: files.length,
    state: rest.state,
    imported: root === null,
    addedAt: rest.addedAt,
    lastUsedAt: rest.lastUsedAt,
  };
}

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

/** Which file it really is, whatever it is called; null when it is not there. */
async function identity(path: string): Promise<string | null> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  return found === null ? null : `${found.dev}:${found.ino}`;
}
