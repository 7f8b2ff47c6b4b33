import { z } from "zod";
import {
  type Ladder,
  type SearchPage,
  explainRequestSchema,
  ladderRequestSchema,
  repositoryIdSchema,
  searchQuerySchema,
} from "./catalog.ts";
import type { CallNames, Domain } from "./channels.ts";
import {
  type BranchChange,
  type Conversation,
  type ConversationView,
  conversationIdSchema,
  conversationPageSchema,
  createConversationSchema,
  editSchema,
  renameConversationSchema,
  retrySchema,
  selectBranchSchema,
  sendSchema,
  updateConversationSchema,
} from "./chat.ts";
import type { Collection, CollectionPage } from "./collection.ts";
import { type Component, componentIdSchema } from "./components.ts";
import { type Download, downloadIdSchema, downloadRequestSchema } from "./download.ts";
import { type EngineState, loadRequestSchema } from "./engine.ts";
import { type ExactCheck, type FitArithmetic, type FrontierStep, type VariantFit, planRequestSchema } from "./fit.ts";
import type { RepositorySummary } from "./catalog.ts";
import { type CommonMachine, type DeviceLimit, type HardwareProfile, machineInputSchema } from "./hardware.ts";
import { type LedgerView, ledgerQuerySchema } from "./ledger.ts";
import { type InstalledVariant, type VerifyResult, removeVariantSchema, variantIdSchema } from "./library.ts";
import { type SettingsView, hubTokenSchema, settingsPatchSchema } from "./settings.ts";

/** What was wrong with the database when it was opened, and what took its place, for people. */
export interface DatabaseNotice {
  title: string;
  text: string;
}

export interface AppInfo {
  version: string;
  platform: string;
  /** "45.4.1", and whether it is the fall-back runtime for development. */
  electron: string;
  developmentRuntime: boolean;
  dataFolder: string;
  /** Null when all was well. */
  databaseNotice: DatabaseNotice | null;
}

/** A call's input schema, and its answer as a type alone: answers come from our own side and are not parsed again. */
interface Call<I extends z.ZodType, O> {
  input: I;
  readonly output?: O;
}

const call = <O>() => ({ with: <I extends z.ZodType>(input: I): Call<I, O> => ({ input }) });
const nothing = z.undefined();

export const calls = {
  app: {
    info: call<AppInfo>().with(nothing),
    /** https and mailto only, after a question that shows the address. */
    openLink: call<{ opened: boolean }>().with(z.object({ url: z.string().max(4000) })),
    /** The window says that it can be used; the benchmark's mark. */
    ready: call<null>().with(nothing),
  },
  machine: {
    get: call<HardwareProfile>().with(nothing),
    refresh: call<HardwareProfile>().with(nothing),
    measureBandwidth: call<HardwareProfile>().with(nothing),
    /** Computers to ask "what if" about. */
    common: call<CommonMachine[]>().with(nothing),
    /** What plans may use of each device as it is now: the processor first, then the GPUs that the engine can use. */
    limits: call<DeviceLimit[]>().with(nothing),
  },
  catalog: {
    search: call<SearchPage>().with(searchQuerySchema),
    ladder: call<Ladder>().with(ladderRequestSchema),
    /** The fits for a list of results, for those that are known without asking the Hub for each. */
    fits: call<Record<string, RepositorySummary["fit"]>>().with(
      z.object({
        repositories: z.array(repositoryIdSchema).max(200),
        /** Another machine than this one ("what if"). */
        machine: machineInputSchema.nullable().default(null),
      }),
    ),
    /** The arithmetic behind one variant's fit; null when it cannot run or the model's shape is unknown. */
    explain: call<FitArithmetic | null>().with(explainRequestSchema),
    /** What each gigabyte buys, for the model of a repository that `ladder` has opened. */
    frontier: call<FrontierStep[]>().with(ladderRequestSchema),
    /** The engine's own estimate of each variant's plan on the devices of this machine, by variant key. */
    check: call<Record<string, ExactCheck>>().with(ladderRequestSchema),
  },
  components: {
    /** Parts of the engine for this computer that are fetched when they are wanted. */
    list: call<Component[]>().with(nothing),
    /** Starts its download, or goes on with it. */
    install: call<Component>().with(componentIdSchema),
    pause: call<null>().with(componentIdSchema),
    /** Deletes it, or what was received of it. */
    remove: call<null>().with(componentIdSchema),
  },
  downloads: {
    list: call<Download[]>().with(nothing),
    start: call<Download>().with(downloadRequestSchema),
    pause: call<null>().with(downloadIdSchema),
    resume: call<null>().with(downloadIdSchema),
    /** Also deletes what was received. */
    cancel: call<null>().with(downloadIdSchema),
    /** Takes the finished and failed ones off the list. */
    clear: call<null>().with(nothing),
  },
  library: {
    list: call<Collection<InstalledVariant>>().with(nothing),
    /** Opens the system's file dialog; null when it was dismissed. */
    import: call<InstalledVariant | null>().with(nothing),
    verify: call<VerifyResult>().with(variantIdSchema),
    remove: call<null>().with(removeVariantSchema),
    reveal: call<null>().with(variantIdSchema),
    /** What each installed variant would cost now, by id. */
    fits: call<Record<string, VariantFit>>().with(planRequestSchema.default({})),
  },
  engine: {
    state: call<EngineState>().with(nothing),
    load: call<EngineState>().with(loadRequestSchema),
    cancelLoad: call<null>().with(nothing),
    unload: call<null>().with(nothing),
  },
  chat: {
    /** A page of them, the last used first. */
    list: call<CollectionPage<Conversation>>().with(conversationPageSchema),
    get: call<ConversationView>().with(conversationIdSchema),
    create: call<Conversation>().with(createConversationSchema),
    rename: call<Conversation>().with(renameConversationSchema),
    update: call<Conversation>().with(updateConversationSchema),
    remove: call<null>().with(conversationIdSchema),
    /** Answers at once with the question and an empty streaming answer; the rest comes as events. */
    send: call<BranchChange>().with(sendSchema),
    stop: call<null>().with(conversationIdSchema),
    retry: call<BranchChange>().with(retrySchema),
    edit: call<BranchChange>().with(editSchema),
    selectBranch: call<BranchChange>().with(selectBranchSchema),
  },
  ledger: {
    list: call<LedgerView>().with(ledgerQuerySchema),
  },
  settings: {
    get: call<SettingsView>().with(nothing),
    patch: call<SettingsView>().with(settingsPatchSchema),
    setHubToken: call<SettingsView>().with(hubTokenSchema),
  },
} satisfies { [D in Domain]: Record<CallNames[D][number], Call<z.ZodType, unknown>> };

type Calls = typeof calls;
type InputOf<C> = C extends Call<infer I, unknown> ? z.input<I> : never;
type ParsedOf<C> = C extends Call<infer I, unknown> ? z.output<I> : never;
type OutputOf<C> = C extends { readonly output?: infer O } ? Exclude<O, undefined> : never;

/** What crosses the wire: never a thrown error, which Electron would flatten into a string. */
export type Envelope<T> = { ok: true; value: T } | { ok: false; error: import("./errors.ts").ErrorDto };

/** `window.api` as the renderer's bridge sees it. */
export type Api = {
  [D in Domain]: {
    [N in keyof Calls[D]]: undefined extends InputOf<Calls[D][N]>
      ? (input?: InputOf<Calls[D][N]>) => Promise<OutputOf<Calls[D][N]>>
      : (input: InputOf<Calls[D][N]>) => Promise<OutputOf<Calls[D][N]>>;
  };
};

/** What main must implement: the same calls with parsed inputs. */
export type Handlers = {
  [D in Domain]: { [N in keyof Calls[D]]: (input: ParsedOf<Calls[D][N]>) => Promise<OutputOf<Calls[D][N]>> };
};
