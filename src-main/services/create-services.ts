import { join } from "node:path";
import { createCatalog, createHttpClient, createHubClient, hubToken } from "../catalog/index.ts";
import { createChat } from "../chat/index.ts";
import { DisposableStore, type Logger, systemClock } from "../core/index.ts";
import { isComponentDownload } from "../components/index.ts";
import { createDownloads, scopedJournal } from "../download/index.ts";
import { createEngine, createEstimator, engineVersion } from "../engine/index.ts";
import { createHardware } from "../hardware/index.ts";
import { createLedger } from "../ledger/index.ts";
import { createDownloadJournal, createLibrary, describeOpening, openDatabase } from "../library/index.ts";
import {
  type SettingsService,
  type TokenVault,
  createSettings,
  hubEndpoint,
  openDataFolder,
} from "../settings/index.ts";
import { createAdvisor } from "./advisor.ts";
import { BackendChecks } from "./backend-checks.ts";
import { readBundledCatalogue } from "./bundled-catalogue.ts";
import { createChatEngine } from "./chat-engine.ts";
import { createEngineBuildsDesk, createEngineParts } from "./create-engine-parts.ts";
import { createDownloadDesk } from "./download-desk.ts";
import { keepBandwidth, readKeptBandwidth } from "./kept-bandwidth.ts";
import { createLedgerKeeper } from "./ledger-keeper.ts";
import { createLoader } from "./loader.ts";
import type { ServicePaths, Services } from "./services.ts";
import { createTuningKeeper } from "./tuning-keeper.ts";
import { tellAnswers } from "./telling-engine.ts";
import { watchOutsideChanges } from "./watch-outside-changes.ts";

export interface ServicesOptions {
  /** Absolute; made when missing. */
  dataFolder: string;
  env: Readonly<Record<string, string | undefined>>;
  vault: TokenVault;
  /** Those that the window has begun with; made anew when left out. */
  settings?: SettingsService;
  logger: Logger;
  paths: ServicePaths;
}

/**
 * Makes every service and joins them: the one place where the domains meet. Throws `disk-failed` or `database-failed` when
 * the data folder cannot be used.
 */
export async function createServices(options: ServicesOptions): Promise<Services> {
  const disposables = new DisposableStore();
  try {
    return joinServices(options, disposables);
  } catch (thrown) {
    // What was opened before the failure must not keep the process alive.
    await disposables.dispose();
    throw thrown;
  }
}

function joinServices(
  { dataFolder, env, vault, logger, paths, settings: begunWith }: ServicesOptions,
  disposables: DisposableStore,
): Services {
  openDataFolder(dataFolder);
  const clock = systemClock;
  const settings =
    begunWith ?? createSettings({ dataFolder, hubEndpoint: (setting) => hubEndpoint(setting, env), vault, logger });

  const endpoint = settings.hubEndpoint;
  const token = (): string | null => hubToken(settings.hubToken(), env);
  const http = createHttpClient({ endpoint, problem: settings.hubEndpointProblem, token, environment: env });
  disposables.add(() => {
    http.close();
  });
  const hub = createHubClient({ http, endpoint, token });
  const catalog = createCatalog({
    hub,
    bundled: readBundledCatalogue(join(paths.resources, "catalogue.json"), endpoint, logger),
    cacheFolder: join(dataFolder, "header-cache"),
    logger,
  });

  const db = openDatabase(join(dataFolder, "bitloft.db"), logger);
  disposables.add(() => {
    db.close();
  });
  const databaseNotice = describeOpening(db.opening);
  if (databaseNotice !== null) logger.warn(databaseNotice.text, { ...db.opening });
  const bandwidthFile = join(dataFolder, "bandwidth.json");
  let keptBandwidth = readKeptBandwidth(bandwidthFile);
  const builds = createEngineBuildsDesk({ dataFolder, env, paths });
  const hardware = createHardware({
    logger,
    engineBuilds: () =>
      Promise.resolve({
        ...builds.look(),
        cudaFor: (cards) => builds.look(cards).cuda,
        refusal: (backend, gpu, gpus) => backends.refusal(backend, gpu, gpus),
      }),
    modelsFolder: settings.modelsFolder,
    measuredBandwidth: keptBandwidth?.bytesPerSecond ?? null,
    bandwidthMeasuredAt: keptBandwidth?.at ?? null,
  });
  disposables.add(
    hardware.onChange(({ memory }) => {
      const measured = memory.bandwidthBasis === "measured" ? memory.bandwidthBytesPerSecond : null;
      const at = memory.bandwidthMeasuredAt ?? null;
      if (measured === null || (measured === keptBandwidth?.bytesPerSecond && at === keptBandwidth.at)) return;
      keptBandwidth = { bytesPerSecond: measured, at };
      keepBandwidth(bandwidthFile, keptBandwidth, logger);
    }),
  );
  const library = createLibrary({ db, logger, modelsFolder: settings.modelsFolder });
  disposables.add(() => library.dispose());
  const journal = createDownloadJournal(db);
  const downloads = createDownloads({
    source: hub,
    journal: scopedJournal(journal, (entry) => !isComponentDownload(entry)),
    modelsFolder: settings.modelsFolder,
    settings: () => settings.get(),
    onInstalled: (installed) => library.installed(installed),
    isInLibrary: (path) => library.has(path),
    isSound: (path) => library.isSound(path),
    logger,
  });
  disposables.add(() => downloads.dispose());

  const ownEngine = createEngine({
    nodePath: paths.node,
    workerPath: paths.engineWorker,
    buildsEnvironment: (backend) => builds.environment(backend),
    codeCacheFolder: join(dataFolder, "code-cache"),
    tunings: createTuningKeeper({ db, hardware, engineVersion: engineVersion(paths.engineWorker), clock }),
    logger,
    clock,
  });
  disposables.add(() => ownEngine.dispose());
  // The chat and the command line both ask it; what their answers tell about speed is kept either way.
  const engine = tellAnswers(ownEngine, (answer) => ledgerKeeper.answered(answer));
  const ledger = createLedger({ db, engineVersion: engineVersion(paths.engineWorker), clock, logger });
  const estimator = createEstimator({
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
    isGpuInUse: () => engine.processId() !== null && engine.state().plan?.backend != null,
    cudaVersion: () => builds.last().cudaRuntime?.version ?? null,
    platform: process.platform,
    engineVersion: engineVersion(paths.engineWorker),
    file: join(dataFolder, "backends.json"),
    logger,
  });
  const parts = createEngineParts({
    ...{ dataFolder, env, paths, builds, hardware, engine, estimator, backends, journal, logger },
    settings: () => settings.get(),
  });
  disposables.add(() => parts.dispose());
  const advisor = createAdvisor({ settings, hardware, catalog, library, ledger, estimator, clock, logger });
  const loader = createLoader({ hardware, advisor, library, engine, estimator, backends, settings });
  disposables.add(backends.learnFrom(loader));
  const ledgerKeeper = createLedgerKeeper({ ledger, hardware, advisor, loader, engine, logger });
  disposables.add(() => ledgerKeeper.dispose());
  const chat = createChat({
    db,
    engine: createChatEngine(engine, loader),
    variants: library,
    clock,
    logger,
  });
  disposables.add(() => chat.dispose());

  return {
    settings,
    hardware,
    catalog,
    advisor,
    backends,
    components: parts.components,
    downloads: createDownloadDesk(downloads, catalog),
    library,
    engine,
    loader,
    chat,
    ledger: ledgerKeeper,
    databaseNotice,
    async restore() {
      chat.recover();
      const lookOutside = (): void => {
        library.noticeOutsideChanges();
        chat.noticeOutsideChanges();
      };
      // What there is now is what later changes are told against.
      lookOutside();
      disposables.add(watchOutsideChanges({ db, onChange: lookOutside, logger }));
      backends.begin();
      await library.refresh();
      await downloads.restore();
      await parts.components.restore();
    },
    dispose: () => disposables.dispose(),
  };
}
