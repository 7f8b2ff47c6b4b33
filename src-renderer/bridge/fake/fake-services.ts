import {
  type Download,
  type InstalledVariant,
  type Job,
  type VariantFit,
  type VerifyResult,
  engineStateOf,
  idleEngine,
} from "../../../src-shared/contract/index.ts";
import { BridgeError } from "../bridge-error.ts";
import type { Api } from "../create-bridge.ts";
import type { Emit, FakeState } from "./fake-state.ts";
import type { FakeJobs } from "./fake-jobs.ts";
import type { FakeNews } from "./fake-news.ts";
import { inFolder } from "./fake-model-folders.ts";
import { sampleLadder } from "./sample-ladder.ts";
import { type SampleModel, sampleModels } from "./sample-models.ts";
import { loadedEngine, sampleLibrary, sampleNow } from "./sample-store.ts";

/** As main's. */
const pageSize = 100;

const notFound = (what: string): BridgeError =>
  new BridgeError({ code: "not-found", key: "kept", details: { message: `${what} is not there any more.` } });

export function fakeDownloads(state: FakeState, news: FakeNews<Download>): Api["downloads"] {
  /** Replaces the list, and reports what changed. */
  const become = (now: Download[]): void => {
    const before = state.downloads;
    state.downloads = now;
    news.tellDifference(before, now);
  };
  const change = (id: string, patch: Partial<Download>): null => {
    if (!state.downloads.some((one) => one.id === id)) throw notFound("This download");
    become(state.downloads.map((one) => (one.id === id ? { ...one, ...patch } : one)));
    return null;
  };
  return {
    list: async () => ({ revision: news.revision, items: state.downloads }),
    start: async ({ repository, variant }) => {
      const bits = sampleLadder(modelOf(repository), { repository, plan: {}, machine: null }, state.machine);
      const found = bits.detail.variants.find((one) => one.key === variant);
      if (!found) throw notFound("This variant");
      const known = state.downloads.find((one) => one.repository === repository && one.variant === variant);
      if (known) return known;
      const started: Download = {
        id: `d-${variant}-${state.downloads.length}`,
        repository,
        commit: "0123456789abcdef0123456789abcdef01234567",
        variant,
        label: variant,
        state: "downloading",
        totalBytes: found.sizeBytes,
        receivedBytes: 0,
        verifiedBytes: 0,
        bytesPerSecond: null,
        secondsLeft: null,
        retry: null,
        error: null,
        variantId: null,
        waits: null,
        rank: Math.max(0, ...state.downloads.map(({ rank }) => rank)) + 1,
        createdAt: sampleNow,
      };
      become([...state.downloads, started]);
      return started;
    },
    place: async ({ id, beforeId }) => {
      const moved = state.downloads.find((one) => one.id === id);
      const others = state.downloads.filter((one) => one.id !== id).toSorted((a, b) => a.rank - b.rank);
      const at = beforeId === null ? others.length : others.findIndex((one) => one.id === beforeId);
      if (!moved || at < 0) throw notFound("This download");
      const ordered = others.toSpliced(at, 0, moved);
      become(ordered.map((one, index) => (one.rank === index + 1 ? one : { ...one, rank: index + 1 })));
      return null;
    },
    pause: async ({ id }) => change(id, { waits: null, state: "paused", bytesPerSecond: null, secondsLeft: null }),
    resume: async ({ id }) => change(id, { state: "queued", waits: { for: "turn" }, error: null }),
    cancel: async ({ id }) => {
      if (!state.downloads.some((one) => one.id === id)) throw notFound("This download");
      become(state.downloads.filter((one) => one.id !== id));
      return null;
    },
    clear: async () => {
      become(state.downloads.filter((one) => one.state !== "done" && one.state !== "failed"));
      return null;
    },
  };
}

export function fakeLibrary(
  state: FakeState,
  news: FakeNews<InstalledVariant>,
  jobs: FakeJobs,
): Omit<Api["library"], "updates" | "switch" | "replace" | "review" | "inspect"> {
  const find = (id: string): InstalledVariant => {
    const variant = state.library.find((one) => one.id === id);
    if (variant) return variant;
    throw notFound("This variant");
  };
  return {
    list: async ({ cursor = null } = {}) => {
      const after = cursor === null ? null : positionOf(cursor);
      const left = state.library.filter((one) => after === null || inOrder(after, one) < 0).toSorted(inOrder);
      const items = left.slice(0, pageSize);
      const last = left.length > pageSize ? items.at(-1) : undefined;
      return { revision: news.revision, items, next: last ? JSON.stringify([last.addedAt, last.id]) : null };
    },
    import: async () => {
      const fileName = state.pickedFile;
      const [like] = sampleLibrary;
      if (fileName === null || !like) return null;
      return jobs.start("import", { fileName }, null, () => {
        const path = `/home/ada/${fileName}`;
        const added = { ...like, id: `v-${fileName}`, name: fileName, repository: null, variantKey: null, path };
        const addedAt = Math.max(0, ...state.library.map((one) => one.addedAt)) + 1;
        state.library = [{ ...added, addedAt, repositoryPath: null, commit: null, imported: true }, ...state.library];
        news.tell({ put: state.library.slice(0, 1) });
        return { variantId: added.id };
      });
    },
    verify: async ({ id }) => {
      const variant = find(id);
      const underWay = jobs.running("verify", (subject) => "variantId" in subject && subject.variantId === id);
      return (
        (underWay as Job<"verify"> | null) ??
        jobs.start("verify", { variantId: id }, variant.sizeBytes, () => verified(variant))
      );
    },
    move: async ({ id, folderId }) => {
      const { sizeBytes, path } = find(id);
      const folder = state.modelFolders.find((one) => one.id === folderId);
      if (!folder) throw new BridgeError({ code: "not-found", key: "library-folder", details: {} });
      const from = state.modelFolders.find((one) => inFolder(one, { path }));
      const moved = `${folder.path}${path.slice(from?.path.length ?? path.lastIndexOf("/"))}`;
      return jobs.start("move", { variantId: id, folder: folder.path }, sizeBytes, () => {
        const before = state.library;
        state.library = before.map((one) => (one.id === id ? { ...one, path: moved } : one));
        news.tellDifference(before, state.library);
        return { variantId: id };
      });
    },
    remove: async ({ id, confirmedBytes }) => {
      const { name, sizeBytes } = find(id);
      if (sizeBytes !== confirmedBytes)
        throw new BridgeError({
          code: "file-changed",
          key: "size-changed",
          details: { name, sizeBytes, confirmedBytes },
        });
      state.library = state.library.filter((one) => one.id !== id);
      news.tell({ removed: [id] });
      return null;
    },
    reveal: async ({ id }) => (find(id), null),
    fits: async ({ ids, plan }) =>
      Object.fromEntries(
        state.library.flatMap((variant): [string, VariantFit][] => {
          if (!ids.includes(variant.id)) return [];
          const repository = variant.repository ?? "";
          const request = { repository, plan: plan ?? {}, machine: null };
          const report = sampleLadder(modelLike(variant), request, state.machine).report;
          const fit = report?.variants.find((one) => one.label === variant.label) ?? report?.variants[4];
          return fit ? [[variant.id, fit]] : [];
        }),
      ),
  };
}

type Position = Pick<InstalledVariant, "addedAt" | "id">;

/** The newest first, then by id. */
function inOrder(one: Position, other: Position): number {
  if (one.addedAt !== other.addedAt) return other.addedAt - one.addedAt;
  return one.id === other.id ? 0 : one.id < other.id ? -1 : 1;
}

function positionOf(cursor: string): Position {
  try {
    const [addedAt, id] = JSON.parse(cursor) as [number, string];
    return { addedAt, id };
  } catch {
    throw new BridgeError({ code: "invalid-input", key: "no-such-library-page", details: {} });
  }
}

function verified({ id, state, sha256, path }: InstalledVariant): VerifyResult {
  const ok = state !== "damaged";
  return {
    id,
    ok,
    sha256: sha256 ?? "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    expectedSha256: sha256,
    outcome: ok ? { key: "files-are-right", figures: {} } : { key: "download-is-damaged", figures: { path } },
  };
}

export function fakeEngine(state: FakeState, emit: Emit): Api["engine"] {
  let lastId = state.engine.sessions.length;
  const become = (engine: FakeState["engine"]): FakeState["engine"] => {
    state.engine = engine;
    emit("engine", engine);
    return engine;
  };
  return {
    state: async () => state.engine,
    load: async ({ variantId, beside = false }) => {
      if (!state.library.some(({ id }) => id === variantId)) throw notFound("This variant");
      const staying = beside ? state.engine.sessions : [];
      become({ ...idleEngine, status: "loading", variantId, loadProgress: 0.4 });
      const loaded = loadedEngine(variantId).sessions.map((session) => ({ ...session, id: String(++lastId) }));
      return become(engineStateOf([...staying, ...loaded]));
    },
    cancelLoad: async () => (become(idleEngine), null),
    unload: async () => (become(idleEngine), null),
    unloadSession: async ({ id }) => {
      const { sessions } = state.engine;
      const left = sessions.filter((session) => session.id !== id);
      if (left.length < sessions.length) become(engineStateOf(left));
      return null;
    },
  };
}

function modelOf(repository: string): SampleModel {
  const model = sampleModels.find((one) => one.repository === repository);
  if (model) return model;
  const details = { status: 404, repository, path: null, pageUrl: null, hasToken: false };
  throw new BridgeError({ code: "hub-not-found", key: "repository", details });
}

function modelLike(variant: InstalledVariant): SampleModel {
  const known = sampleModels.find((one) => one.repository === variant.repository);
  const [first] = sampleModels;
  if (!first) throw new Error("the sample has no models");
  return known ?? { ...first, parameters: variant.parameters, architecture: variant.architecture };
}
