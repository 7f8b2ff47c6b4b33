import {
  type BranchChange,
  type Comparison,
  type Conversation,
  type Download,
  type Envelope,
  type InstalledVariant,
  type Job,
  type OpenRequest,
  type Settings,
  type Wire,
  cancelCall,
  given,
  idleEngine,
} from "../../../src-shared/contract/index.ts";
import { BridgeError, toBridgeError } from "../bridge-error.ts";
import { type Api, type Bridge, createBridge } from "../create-bridge.ts";
import { fakeBackup } from "./fake-backup.ts";
import { fakeCatalog } from "./fake-catalog.ts";
import { fakeChatFiles } from "./fake-chat-files.ts";
import { emptyReview, fakeLibraryCare, sampleUpdates } from "./fake-library-care.ts";
import { fakeModelFolders, sampleModelFolders } from "./fake-model-folders.ts";
import { fakeChat } from "./fake-chat.ts";
import { fakeComparisons } from "./fake-comparisons.ts";
import { fakeComponents } from "./fake-components.ts";
import { FakeJobs } from "./fake-jobs.ts";
import { fakeLab } from "./fake-lab.ts";
import { fakePresetFiles } from "./fake-preset-files.ts";
import { fakePresets, sampleProfiles } from "./fake-presets.ts";
import { fakePrompts } from "./fake-prompts.ts";
import { fakeRequests } from "./fake-requests.ts";
import { fakeDownloads, fakeEngine, fakeLibrary } from "./fake-services.ts";
import { FakeNews } from "./fake-news.ts";
import type { Emit, FakeState } from "./fake-state.ts";
import { sampleCommonMachines, sampleLaptop } from "./sample-machines.ts";
import { fakeStores } from "./fake-stores.ts";
import { sampleLedger, sampleLimits } from "./sample-ledger.ts";
import {
  sampleConversations,
  sampleDownloads,
  sampleImportedFile,
  sampleLibrary,
  sampleSettings,
} from "./sample-store.ts";

export type Overrides = { [D in keyof Api]?: Partial<Api[D]> };

export interface FakeOptions {
  /** What main holds at first, where it is not the sample's. */
  state?: Partial<FakeState>;
  /** Calls that answer otherwise, as one that throws `BridgeError`. */
  overrides?: Overrides;
}

export interface FakeCall {
  domain: string;
  name: string;
  input: unknown;
  /** Fires when the window cancels it. */
  signal: AbortSignal;
}

export interface FakeBridge extends Bridge {
  readonly state: FakeState;
  /** Every call so far, in order. */
  readonly calls: FakeCall[];
  /** Sends the window what main would. */
  emit: Emit;
  /** Makes a download progress, fail, appear or disappear, and reports it to the window. */
  changeDownloads(now: Download[]): void;
  /** Makes main ask a person. */
  ask(request: OpenRequest): void;
  /** Makes another process change what is installed, and reports it to the window. */
  changeLibrary(now: InstalledVariant[]): void;
  /** The same with conversations. */
  changeConversations(now: Conversation[]): void;
}

/** Main's twin for tests and for design work: made-up data behind the real bridge, so that envelopes are exercised too. */
export function createFakeBridge({ state: given = {}, overrides = {} }: FakeOptions = {}): FakeBridge {
  const state: FakeState = {
    machine: sampleLaptop,
    components: [],
    downloads: sampleDownloads,
    library: sampleLibrary,
    modelFolders: sampleModelFolders,
    updates: sampleUpdates,
    review: emptyReview,
    jobs: [],
    measured: [],
    made: [],
    requests: [],
    pickedFile: null,
    pickedFolder: null,
    pickedConversations: null,
    importedFile: sampleImportedFile,
    exportName: null,
    presetFile: null,
    backupName: null,
    pickedBackup: null,
    waitingRestore: null,
    wordMs: 40,
    elsewhere: { programs: [], partial: false },
    foundModels: { found: [], problems: [], partial: false },
    engine: idleEngine,
    settings: sampleSettings,
    conversations: sampleConversations,
    comparisons: [],
    presets: [],
    prompts: [],
    summaries: [],
    profiles: sampleProfiles,
    folders: [],
    ledger: sampleLedger,
    ...given,
  };
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const calls: FakeBridge["calls"] = [];
  const emit: Emit = (event, payload) => {
    for (const listener of [...(listeners.get(event) ?? [])]) listener(payload);
  };

  const news: News = {
    library: new FakeNews((change) => emit("library", change)),
    jobs: new FakeNews((change) => emit("jobs", change)),
    requests: new FakeNews((change) => emit("requests", change)),
    downloads: new FakeNews((change) => emit("downloads", change)),
    conversations: new FakeNews((change) => emit("conversations", change)),
    comparisons: new FakeNews((change) => emit("comparisons", change)),
  };
  const api = withOverrides(fakeApi(state, emit, news), overrides) as unknown as Record<
    string,
    Record<string, (input: unknown, signal?: AbortSignal) => Promise<unknown>>
  >;
  const waiting = new Map<number, AbortController>();
  const wire: Wire = {
    async call(domain, name, input, id): Promise<Envelope<unknown>> {
      if (domain === cancelCall[0] && name === cancelCall[1]) {
        waiting.get(input as number)?.abort();
        return { ok: true, value: null };
      }
      const controller = new AbortController();
      const { signal } = controller;
      if (id !== undefined) waiting.set(id, controller);
      calls.push({ domain, name, input, signal });
      try {
        const handler = api[domain]?.[name];
        if (!handler) throw new Error(`the fake has no ${domain}.${name}`);
        return { ok: true, value: structuredClone(await (id === undefined ? handler(input) : handler(input, signal))) };
      } catch (thrown) {
        return { ok: false, error: toBridgeError(thrown).toDto() };
      } finally {
        if (id !== undefined) waiting.delete(id);
      }
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(listener));
      return () => set.delete(listener);
    },
  };

  const bridge = createBridge(wire);
  const extra: Omit<FakeBridge, keyof Bridge> = {
    state,
    calls,
    emit(event, payload) {
      const told = event === "chatChanged" ? numbered(state, payload as BranchChange) : payload;
      emit(event, told as typeof payload);
    },
    changeDownloads(now) {
      const before = state.downloads;
      state.downloads = now;
      news.downloads.tellDifference(before, now);
    },
    ask(request) {
      state.requests = [...state.requests, request];
      news.requests.tell({ put: [request] });
    },
    changeLibrary(now) {
      const before = state.library;
      state.library = now;
      news.library.tellDifference(before, now);
    },
    changeConversations(now) {
      const before = state.conversations;
      state.conversations = now;
      news.conversations.tellDifference(before, now);
    },
  };
  return new Proxy(bridge, {
    get: (target, name): unknown => (name in extra ? extra[name as keyof typeof extra] : Reflect.get(target, name)),
  }) as FakeBridge;
}

/** What a test reports about a branch gets the next number, as in main. */
function numbered(state: FakeState, change: BranchChange): BranchChange {
  const { id } = change.conversation;
  const revision = (state.conversations.find((one) => one.id === id)?.revision ?? 0) + 1;
  state.conversations = state.conversations.map((one) => (one.id === id ? { ...one, revision } : one));
  return { ...change, conversation: { ...change.conversation, revision } };
}

interface News {
  library: FakeNews<InstalledVariant>;
  jobs: FakeNews<Job>;
  requests: FakeNews<OpenRequest>;
  downloads: FakeNews<Download>;
  conversations: FakeNews<Conversation>;
  comparisons: FakeNews<Comparison>;
}

function fakeApi(state: FakeState, emit: Emit, news: News): Api {
  const jobs = new FakeJobs(state, news.jobs);
  const engine = fakeEngine(state, emit);
  const library = fakeLibrary(state, news.library, jobs);
  return {
    app: {
      info: async () => ({
        version: "0.1.0",
        platform: state.machine.platform,
        electron: "45.4.1",
        developmentRuntime: false,
        dataFolder: "/home/ada/.local/share/bitloft",
        databaseNotice: null,
      }),
      openLink: async ({ url }) => {
        if (/^(https|mailto):/.test(url)) return { opened: true };
        throw new BridgeError({ code: "invalid-input", key: "other-link", details: {} });
      },
      ready: async () => null,
    },
    machine: {
      get: async () => state.machine,
      refresh: async () => (emit("machine", state.machine), state.machine),
      measureBandwidth: async () => (emit("machine", state.machine), state.machine),
      common: async () => sampleCommonMachines,
      limits: async () => sampleLimits(state.machine),
    },
    catalog: fakeCatalog(state),
    components: fakeComponents(state, emit),
    downloads: fakeDownloads(state, news.downloads),
    library: { ...library, ...fakeLibraryCare(state, news.conversations, library.remove) },
    lab: fakeLab(state, news.library, jobs),
    modelFolders: fakeModelFolders(state, news.library, emit),
    stores: fakeStores(state, news.library, jobs),
    jobs: jobs.api,
    requests: fakeRequests(state, news.requests, (variantId) => void engine.load({ variantId })),
    engine,
    chat: fakeChat(state, emit, news.conversations),
    compare: fakeComparisons(state, emit, news.comparisons),
    presets: fakePresets(state, emit),
    prompts: fakePrompts(state, emit),
    presetFiles: fakePresetFiles(state, emit),
    chatFiles: fakeChatFiles(state, jobs),
    backup: fakeBackup(state),
    ledger: { list: async () => state.ledger },
    settings: {
      get: async () => state.settings,
      patch: async (patch) => {
        const { settings: before, hasProxyPassword } = state.settings;
        const settings = { ...before, ...given<Settings>(patch) };
        const isSameProxy = settings.proxyAddress === before.proxyAddress;
        state.settings = { ...state.settings, settings, hasProxyPassword: hasProxyPassword && isSameProxy };
        emit("settings", state.settings);
        return state.settings;
      },
      setHubToken: async ({ token }) => {
        state.settings = { ...state.settings, hasHubToken: token !== null && token !== "" };
        emit("settings", state.settings);
        return state.settings;
      },
      setProxyPassword: async ({ password }) => {
        const hasProxyPassword = password !== null && password !== "";
        if (hasProxyPassword && state.settings.settings.proxyAddress?.includes("@") !== true)
          throw new BridgeError({ code: "invalid-input", key: "no-proxy-user", details: {} });
        state.settings = { ...state.settings, hasProxyPassword };
        emit("settings", state.settings);
        return state.settings;
      },
      chooseAuthority: async () => {
        const authority = { name: "Office authority", validUntil: Date.UTC(2040, 0, 1) };
        state.settings = { ...state.settings, authority };
        emit("settings", state.settings);
        return state.settings;
      },
      removeAuthority: async () => {
        state.settings = { ...state.settings, authority: null };
        emit("settings", state.settings);
        return state.settings;
      },
      openModelsFolder: async () => null,
      chooseModelsFolder: async () => {
        const modelsFolder = state.pickedFolder;
        if (modelsFolder === null) return null;
        state.settings = { ...state.settings, settings: { ...state.settings.settings, modelsFolder }, modelsFolder };
        emit("settings", state.settings);
        return state.settings;
      },
    },
  };
}

function withOverrides(api: Api, overrides: Overrides): Api {
  const merged: Record<string, unknown> = { ...api };
  for (const [domain, calls] of Object.entries(overrides)) merged[domain] = { ...api[domain as keyof Api], ...calls };
  return merged as unknown as Api;
}
