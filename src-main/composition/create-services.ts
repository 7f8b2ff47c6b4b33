import { homedir } from "node:os";
import { join } from "node:path";
import { type DatabaseNotice, ledgerLimits } from "../../src-shared/contract/index.ts";
import { Catalog, GuardedHttpClient, HttpHubClient, hubToken, readBundledCatalogue } from "../models/catalog/index.ts";
import {
  Chat,
  ConversationExports,
  ConversationImports,
  ExportedFiles,
  ImportJobs,
  attachmentsFolderIn,
  ownWords,
  searchSchema,
  searchVersion,
} from "../answers/chat/index.ts";
import { Comparisons } from "../answers/compare/index.ts";
import { DisposableStore, type Logger, systemClock } from "../ground/core/index.ts";
import type { Backups, SwapOutcome } from "../ground/backup/index.ts";
import { componentFolders, isComponentDownload } from "../models/components/index.ts";
import { DownloadJournal, Downloads, VariantDownloads } from "../models/download/index.ts";
import {
  BackendChecks,
  KeptTunings,
  LastBuilds,
  SessionPool,
  EngineBuilds,
  KeptStates,
  ChildEstimator,
  engineAbilities,
  engineEnvironment,
  engineLibraries,
  engineVersion,
} from "../answers/engine/index.ts";
import { IdleUnload, ModelLoader } from "../answers/loading/index.ts";
import { PresetFiles, Presets, Prompts } from "../answers/presets/index.ts";
import { type Hardware, KeptBandwidth, ProbedHardware } from "../ground/hardware/index.ts";
import { Jobs } from "../ground/jobs/index.ts";
import { Requests } from "../ground/requests/index.ts";
import { Ledger, LoadRecorder, machineFingerprint } from "../models/ledger/index.ts";
import { Lab, LabJobs, measuredLosses } from "../models/lab/index.ts";
import { Library, LibraryJobs, findDuplicates, findUpdates, reviewVariants } from "../models/library/index.ts";
import { Planning } from "../models/planning/index.ts";
import { computedVariantSize } from "../models/recommend/index.ts";
import { Stores } from "../models/stores/index.ts";
import { type SettingsService, type TokenVault, FileSettings, hubEndpoint } from "../ground/settings/index.ts";
import {
  type Database,
  openDatabase,
  openDerivedDatabase,
  watchOutsideChanges,
  openingNotice,
} from "../ground/storage/index.ts";
import { createBackups } from "./create-backups.ts";
import { createEngineParts } from "./create-engine-parts.ts";
import { migrations } from "./schema/index.ts";
import type { ServicePaths, Services } from "./services.ts";

export interface ServicesOptions {
  /** Absolute; made when missing. */
  dataFolder: string;
  env: Readonly<Record<string, string | undefined>>;
  vault: TokenVault;
  /** Those that the window has begun with; new ones when left out. */
  settings?: SettingsService;
  logger: Logger;
  paths: ServicePaths;
  /** Downloads run whatever their hours are: whoever types a command wants them now. */
  anyHour?: boolean;
  /** Which proxy the system has for an address, as "PROXY host:port; DIRECT"; left out where it cannot be asked. */
  systemProxy?: (url: string) => Promise<string>;
}

/**
 * Makes every service and joins them: the one place where the domains meet. Throws `disk-failed` or `database-failed` when
 * the data folder cannot be used.
 */
export async function createServices(options: ServicesOptions): Promise<Services> {
  const disposables = new DisposableStore();
  const { dataFolder, paths, logger, settings } = options;
  const backups = createBackups({ dataFolder, paths, logger });
  // Before anything has the database open.
  const swapped = await swapIn(backups, logger);
  if (swapped !== null) settings?.readAgain();
  try {
    return joinServices(options, { backups, swapped }, disposables);
  } catch (thrown) {
    // What was opened before the failure must not keep the process alive.
    await disposables.dispose();
    throw thrown;
  }
}

function joinServices(
  { dataFolder, env, vault, logger, paths, settings: begunWith, anyHour, systemProxy }: ServicesOptions,
  { backups, swapped }: { backups: Backups; swapped: SwapOutcome | null },
  disposables: DisposableStore,
): Services {
  const clock = systemClock;
  const settings =
    begunWith ?? new FileSettings({ dataFolder, hubEndpoint: (setting) => hubEndpoint(setting, env), vault, logger });

  const endpoint = (): string => settings.hubEndpoint();
  const token = (): string | null => hubToken(settings.hubToken(), env);
  const route = {
    environment: env,
    proxy: () => settings.proxy(),
    authority: () => settings.authority(),
    systemProxy: systemProxy ?? null,
  };
  const http = new GuardedHttpClient({
    endpoint,
    problem: () => settings.hubEndpointProblem(),
    token,
    ...route,
  });
  disposables.add(() => {
    http.close();
  });
  const hub = new HttpHubClient({ http, endpoint, token });
  const catalog = new Catalog({
    hub,
    bundled: readBundledCatalogue({
      folder: paths.catalogue ?? join(paths.resources, "catalogue"),
      sizeOf: computedVariantSize,
      endpoint,
      logger,
    }),
    cacheFolder: join(dataFolder, "header-cache"),
    logger,
  });

  const db = openDatabase({ path: join(dataFolder, "bitloft.db"), migrations, logger });
  disposables.add(() => {
    db.close();
  });
  const mended = openingNotice(db.opening);
  const databaseNotice = mended ?? swapNotice(swapped);
  if (mended !== null) logger.warn("the database was mended", { ...db.opening });
  const bandwidth = new KeptBandwidth({ path: join(dataFolder, "bandwidth.json"), logger });
  const builds = new LastBuilds(
    new EngineBuilds({
      workerPath: paths.engineWorker,
      folder: componentFolders(dataFolder).builds,
      platform: process.platform,
      arch: process.arch,
      env,
    }),
  );
  const hardware: Hardware = new ProbedHardware({
    logger,
    engineBuilds: () =>
      Promise.resolve({
        ...builds.look(),
        cudaFor: (cards) => builds.look(cards).cuda,
        refusal: (backend, gpu, gpus) => backends.refusal(backend, gpu, gpus),
      }),
    modelsFolder: () => settings.modelsFolder(),
    measuredBandwidth: bandwidth.get()?.bytesPerSecond ?? null,
    bandwidthMeasuredAt: bandwidth.get()?.at ?? null,
  });
  disposables.add(
    hardware.onChange((profile) => {
      bandwidth.keep(profile);
    }),
  );
  const library = new Library({ db, logger, modelsFolder: () => settings.modelsFolder() });
  disposables.add(() => library.dispose());
  const jobs = new Jobs({ db, clock, logger });
  disposables.add(() => jobs.dispose());
  const requests = new Requests(clock);
  disposables.add(() => {
    requests.dispose();
  });
  const journal = new DownloadJournal(db);
  const downloads = new Downloads({
    source: hub,
    journal,
    isOwn: (entry) => !isComponentDownload(entry),
    modelsFolder: () => settings.modelsFolder(),
    settings: () => ({ ...settings.get(), ...(anyHour === true ? { downloadHours: null } : {}) }),
    onInstalled: (installed) => library.installed(installed),
    isInLibrary: (path) => library.has(path),
    isSound: (path) => library.isSound(path),
    isWhole: (variantId) => library.isWhole(variantId),
    logger,
  });
  disposables.add(() => downloads.dispose());

  const ofEngine = engineVersion(paths.engineWorker);
  const tunings = new KeptTunings({
    db,
    machine: async () => machineFingerprint(await hardware.get()),
    engineVersion: ofEngine,
    clock,
  });
  const keptStates = new KeptStates({
    folder: join(dataFolder, "read-conversations"),
    engineVersion: ofEngine,
    logger,
  });
  const sessions = new SessionPool({
    nodePath: paths.node,
    workerPath: paths.engineWorker,
    buildsEnvironment: (backend) => builds.environment(backend),
    codeCacheFolder: join(dataFolder, "code-cache"),
    tunings,
    keptStates,
    logger,
    clock,
  });
  disposables.add(() => sessions.dispose());
  const ledger = new Ledger({ db, engineVersion: ofEngine, clock, logger });
  const estimator = new ChildEstimator({
    nodePath: paths.node,
    workerPath: paths.estimateWorker,
    buildsEnvironment: (backend) => builds.environment(backend),
    codeCacheFolder: join(dataFolder, "code-cache"),
    logger,
  });
  disposables.add(() => estimator.dispose());
  const backends = new BackendChecks({
    hardware,
    estimator,
    isGpuInUse: () =>
      sessions.list().some((session) => session.processId() !== null && session.state().plan.backend !== null),
    cudaVersion: () => builds.last().cudaRuntime?.version ?? null,
    platform: process.platform,
    engineVersion: ofEngine,
    file: join(dataFolder, "backends.json"),
    logger,
  });
  const parts = createEngineParts({
    ...{ dataFolder, env, route, paths, builds, hardware, sessions, estimator, backends, journal, logger },
    settings: () => settings.get(),
  });
  disposables.add(() => parts.dispose());
  const planning = new Planning({
    ...{ settings, hardware, catalog, library, ledger, estimator, clock, logger },
    abilities: engineAbilities,
    measured: () => measuredLosses(db, library),
  });
  const loader = new ModelLoader({ hardware, planning, library, sessions, estimator, backends, settings, requests });
  const idleUnload = new IdleUnload({ sessions, loader, settings });
  disposables.add(() => idleUnload.dispose());
  disposables.add(backends.learnFrom(loader));
  const recorder = new LoadRecorder({
    ledger,
    machine: () => hardware.get(),
    baseline: async (variantId, plan, machine) =>
      (await planning.open({ kind: "installed", variantId })).baseline(plan, machine),
    loads: loader,
    sessions,
    logger,
  });
  disposables.add(() => recorder.dispose());
  const lab = new Lab({
    nodePath: paths.node,
    workerPath: paths.labWorker,
    libraries: engineLibraries(paths.engineWorker),
    // Fewer threads of Node's beside those of the engine.
    env: engineEnvironment({ UV_THREADPOOL_SIZE: "1" }, join(dataFolder, "code-cache")),
    engineVersion: ofEngine,
    ...{ db, library, planning, clock, logger },
    lookAgain: () => hardware.refresh(),
    modelsFolder: () => settings.modelsFolder(),
    workFolder: join(dataFolder, "lab"),
    textsFolder: paths.labTexts,
    givesWay: {
      isWanted: () => sessions.list().some((session) => session.state().status === "answering"),
      onChange: (listener) => sessions.onChange(listener),
    },
    conversations: (mostCharacters) => ownWords(db, mostCharacters),
  });
  disposables.add(() => lab.dispose());
  const searchIndex = openSearchIndex(dataFolder, logger);
  disposables.add(() => {
    searchIndex?.close();
  });
  const presets = new Presets({
    ...{ db, clock, logger, variants: library },
    advice: async (variantId) => (await planning.open({ kind: "installed", variantId })).advice(),
    card: ({ repository }) => (repository === null ? null : catalog.card({ repository, baseModels: [], tags: [] })),
  });
  const prompts = new Prompts({ db, clock });
  const chat = new Chat({
    db,
    searchIndex,
    models: loader,
    variants: library,
    asking: presets,
    titles: {
      isWanted: () => settings.get().titlesByModel,
      ask: (wish, request, signal) => loader.aside(wish, request, signal),
    },
    attachmentsFolder: attachmentsFolderIn(dataFolder),
    onMessagesRemoved: (conversationId) => {
      sessions.forget([conversationId]);
    },
    clock,
    logger,
  });
  disposables.add(() => chat.dispose());
  disposables.add(
    chat.onConversations(({ removed }) => {
      sessions.forget(removed);
    }),
  );
  disposables.add(
    library.onChange(({ removed }) => {
      for (const id of removed) void keptStates.forgetModel(id);
    }),
  );
  const comparisons = new Comparisons({
    ...{ db, loader, sessions, variants: library, asking: presets, conversations: chat, clock, logger },
    divergenceOf(variantId) {
      const found = lab
        .measured()
        .find((one) => one.variantId === variantId && one.reference.sizeBytes > one.variant.sizeBytes);
      if (found === undefined) return null;
      const { mean, standardError } = found.klDivergence;
      return { mean, standardError, reference: found.reference.label };
    },
  });
  disposables.add(() => comparisons.dispose());
  const conversationExports = new ConversationExports({ db });
  const conversationImports = new ConversationImports({
    ...{ db, clock, logger, nodePath: paths.node, workerPath: paths.chatImporter },
    attachmentsFolder: attachmentsFolderIn(dataFolder),
    onImported: (updatedIds) => {
      chat.imported(updatedIds);
    },
  });

  const libraryJobs = new LibraryJobs(library, jobs, (variantId) => loader.release(variantId));
  const switchVariant = (fromId: string, toId: string): void => {
    chat.switchVariant(fromId, toId);
    presets.switchVariant(fromId, toId);
  };

  return {
    settings,
    hardware,
    catalog,
    planning,
    backends,
    components: parts.components,
    downloads: new VariantDownloads(downloads, catalog),
    library,
    libraryJobs,
    lab,
    labJobs: new LabJobs({ lab, library, jobs, logger }),
    stores: new Stores({
      place: { home: homeFolder(env), platform: process.platform, env },
      ...{ library, jobs },
      modelsFolders: () => library.folders.paths(),
    }),
    findUpdates: (signal) => findUpdates({ hub, variants: () => library.records() }, signal),
    async reviewLibrary() {
      const { entries } = await recorder.view(ledgerLimits.most);
      const known = { variants: library.each(), entries, measured: lab.measured(), now: clock.now() };
      return { ...(await reviewVariants(known)), duplicates: await findDuplicates(library.inSeveralPlaces()) };
    },
    switchVariant,
    replaceVariant: (wish) =>
      library.replace(wish, async () => {
        await loader.release(wish.fromId);
        await libraryJobs.leave(wish.fromId);
        switchVariant(wish.fromId, wish.toId);
      }),
    jobs,
    requests,
    sessions,
    loader,
    chat,
    comparisons,
    presets,
    prompts,
    presetFiles: new PresetFiles({ db, presets, prompts }),
    conversationExports,
    conversationImports,
    importJobs: new ImportJobs(conversationImports, jobs),
    exportedFiles: new ExportedFiles(conversationExports),
    ledger: recorder,
    databaseNotice,
    backups,
    async restore() {
      conversationImports.recover();
      chat.recover();
      comparisons.recover();
      jobs.restore();
      const lookOutside = (): void => {
        library.noticeOutsideChanges();
        chat.noticeOutsideChanges();
      };
      // Later changes are reported relative to this first state.
      lookOutside();
      disposables.add(watchOutsideChanges({ db, onChange: lookOutside, logger }));
      backends.begin();
      await library.refresh();
      await downloads.restore();
      await parts.components.restore();
      // The last: nothing waits for what it deletes.
      await keptStates.retain(
        library.list().map(({ id }) => id),
        (id) => chat.has(id),
      );
    },
    dispose: () => disposables.dispose(),
  };
}

const homeFolder = (env: ServicesOptions["env"]): string =>
  env[process.platform === "win32" ? "USERPROFILE" : "HOME"] || homedir();

/** A restore that cannot take its place waits on, and what is there stays in use. */
async function swapIn(backups: Backups, logger: Logger): Promise<SwapOutcome | null> {
  try {
    const swapped = await backups.swapIn();
    if (swapped !== null) logger.info("a backup was to be restored", { ...swapped });
    return swapped;
  } catch (error) {
    logger.error("a backup could not be restored", { error: String(error) });
    return null;
  }
}

const swapNotice = (swapped: SwapOutcome | null): DatabaseNotice | null =>
  swapped?.state === "done" ? { kind: "backup-restored", movedAside: swapped.putAside } : null;

/** Null where it cannot be used: what it finds is found without it as well. */
function openSearchIndex(dataFolder: string, logger: Logger): Database | null {
  const path = join(dataFolder, "search.db");
  try {
    return openDerivedDatabase({ path, schema: searchSchema, version: searchVersion, logger });
  } catch (error) {
    logger.warn("the search's index cannot be used", { error: String(error) });
    return null;
  }
}
