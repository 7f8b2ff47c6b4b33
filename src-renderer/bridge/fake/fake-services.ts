import {
  type Download,
  type InstalledVariant,
  type VariantFit,
  idleEngine,
} from "../../../src-shared/contract/index.ts";
import { BridgeError } from "../bridge-error.ts";
import type { Api } from "../create-bridge.ts";
import type { Emit, FakeState } from "./fake-state.ts";
import type { FakeNews } from "./fake-news.ts";
import { sampleLadder } from "./sample-ladder.ts";
import { type SampleModel, sampleModels } from "./sample-models.ts";
import { loadedEngine, sampleNow } from "./sample-store.ts";

const notFound = (what: string): BridgeError =>
  new BridgeError({ code: "not-found", message: `${what} is not there any more.`, details: {} });

export function fakeDownloads(state: FakeState, emit: Emit): Api["downloads"] {
  const change = (id: string, patch: Partial<Download>): null => {
    if (!state.downloads.some((one) => one.id === id)) throw notFound("This download");
    state.downloads = state.downloads.map((one) => (one.id === id ? { ...one, ...patch } : one));
    emit("downloads", state.downloads);
    return null;
  };
  return {
    list: async () => state.downloads,
    start: async ({ repository, variant }) => {
      const bits = sampleLadder(modelOf(repository), { repository, plan: {}, machine: null }, state.machine);
      const totalBytes = bits.detail.variants.find((one) => one.key === variant)?.sizeBytes ?? 1e9;
      const started: Download = {
        id: `d-${variant}-${state.downloads.length}`,
        repository,
        commit: "0123456789abcdef0123456789abcdef01234567",
        variant,
        label: variant,
        state: "downloading",
        totalBytes,
        receivedBytes: 0,
        verifiedBytes: 0,
        bytesPerSecond: null,
        secondsLeft: null,
        retry: null,
        error: null,
        variantId: null,
        createdAt: sampleNow,
      };
      state.downloads = [started, ...state.downloads];
      emit("downloads", state.downloads);
      return started;
    },
    pause: async ({ id }) => change(id, { state: "paused", bytesPerSecond: null, secondsLeft: null }),
    resume: async ({ id }) => change(id, { state: "queued", error: null }),
    cancel: async ({ id }) => {
      state.downloads = state.downloads.filter((one) => one.id !== id);
      emit("downloads", state.downloads);
      return null;
    },
    clear: async () => {
      state.downloads = state.downloads.filter((one) => one.state !== "done" && one.state !== "failed");
      emit("downloads", state.downloads);
      return null;
    },
  };
}

export function fakeLibrary(state: FakeState, news: FakeNews<InstalledVariant>): Api["library"] {
  return {
    list: async () => ({ revision: news.revision, items: state.library }),
    import: async () => null,
    verify: async ({ id }) => {
      const variant = state.library.find((one) => one.id === id);
      if (!variant) throw notFound("This variant");
      const ok = variant.state !== "damaged";
      const sha256 = variant.sha256 ?? "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";
      return {
        id,
        ok,
        sha256,
        expectedSha256: variant.sha256,
        message: ok ? "Every byte is as it was published." : "The file is not what was published. Download it again.",
      };
    },
    remove: async ({ id }) => {
      state.library = state.library.filter((one) => one.id !== id);
      news.tell({ removed: [id] });
      return null;
    },
    reveal: async () => null,
    fits: async (plan) =>
      Object.fromEntries(
        state.library.flatMap((variant): [string, VariantFit][] => {
          const repository = variant.repository ?? "";
          const request = { repository, plan: plan ?? {}, machine: null };
          const report = sampleLadder(modelLike(variant), request, state.machine).report;
          const fit = report?.variants.find((one) => one.label === variant.label) ?? report?.variants[4];
          return fit ? [[variant.id, fit]] : [];
        }),
      ),
  };
}

export function fakeEngine(state: FakeState, emit: Emit): Api["engine"] {
  const become = (engine: FakeState["engine"]): FakeState["engine"] => {
    state.engine = engine;
    emit("engine", engine);
    return engine;
  };
  return {
    state: async () => state.engine,
    load: async ({ variantId }) => {
      become({ ...idleEngine, status: "loading", variantId, loadProgress: 0.4 });
      return become(loadedEngine(variantId));
    },
    cancelLoad: async () => (become(idleEngine), null),
    unload: async () => (become(idleEngine), null),
  };
}

function modelOf(repository: string): SampleModel {
  const model = sampleModels.find((one) => one.repository === repository);
  if (!model) throw notFound("This repository");
  return model;
}

function modelLike(variant: InstalledVariant): SampleModel {
  const known = sampleModels.find((one) => one.repository === variant.repository);
  const [first] = sampleModels;
  if (!first) throw new Error("the sample has no models");
  return known ?? { ...first, parameters: variant.parameters, architecture: variant.architecture };
}
