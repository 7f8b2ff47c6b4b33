import process from "node:process";
import { createHttpClient, createHubClient } from "../models/catalog/index.ts";
import {
  type Components,
  type ComponentsOptions,
  componentFolders,
  createComponents,
  readManifest,
  registryAddress,
} from "../models/components/index.ts";
import type { Gpu } from "../../src-shared/contract/index.ts";
import { DisposableStore, type Logger } from "../ground/core/index.ts";
import {
  type BackendChecks,
  type CudaCard,
  type Engine,
  type EngineBuildsFinder,
  type EngineBuildsView,
  type Estimator,
  createEngineBuilds,
} from "../answers/engine/index.ts";
import type { Hardware } from "../ground/hardware/index.ts";
import type { ServicePaths } from "./services.ts";

export interface EngineBuildsOptions {
  dataFolder: string;
  env: Readonly<Record<string, string | undefined>>;
  paths: ServicePaths;
}

/** What of the engine is here. Searching the disk takes some milliseconds, so the last look is kept between probes. */
export interface EngineBuildsDesk extends Pick<EngineBuildsFinder, "environment"> {
  look(cards?: readonly CudaCard[]): EngineBuildsView;
  last(): EngineBuildsView;
}

export function createEngineBuildsDesk({ dataFolder, env, paths }: EngineBuildsOptions): EngineBuildsDesk {
  const { platform, arch } = process;
  const folder = componentFolders(dataFolder).builds;
  const finder = createEngineBuilds({ workerPath: paths.engineWorker, folder, platform, arch, env });
  let view: EngineBuildsView | null = null;
  const look: EngineBuildsDesk["look"] = (cards) => (view = finder.look(cards));
  return { look, last: () => view ?? look(), environment: (backend) => finder.environment(backend) };
}

export interface EnginePartsOptions extends EngineBuildsOptions {
  builds: EngineBuildsDesk;
  hardware: Hardware;
  engine: Pick<Engine, "state" | "unload" | "gone">;
  estimator: Pick<Estimator, "letGo">;
  backends: Pick<BackendChecks, "forgetRefusals" | "begin">;
  journal: ComponentsOptions["journal"];
  settings: ComponentsOptions["settings"];
  logger: Logger;
}

/** Joins the parts that can be fetched with the engine that uses them and the probes that look for them. */
export function createEngineParts(options: EnginePartsOptions): {
  components: Components;
  dispose: () => Promise<void>;
} {
  const { dataFolder, env, paths, builds, hardware, engine, estimator, backends, logger } = options;
  const disposables = new DisposableStore();
  const registry = registryAddress(env);
  const endpoint = (): string => registry.url;
  const token = (): null => null;
  const http = createHttpClient({ endpoint, problem: () => registry.problem, token, environment: env });
  disposables.add(() => {
    http.close();
  });
  let gpus: Gpu[] = [];
  const folders = componentFolders(dataFolder);
  const components = createComponents({
    manifest: readManifest(paths.resources),
    platform: process.platform,
    arch: process.arch,
    folder: folders.builds,
    downloadsFolder: folders.downloads,
    journal: options.journal,
    client: createHubClient({ http, endpoint, token }),
    registry: endpoint,
    settings: options.settings,
    ground() {
      const { cudaPlace, cudaRuntime, runtimeProblem, cudaServes } = builds.last();
      const useful = cudaServes && gpus.some(({ vendor }) => vendor === "nvidia");
      return { bundled: cudaPlace === "bundled", runtimeVersion: cudaRuntime?.version ?? null, runtimeProblem, useful };
    },
    async release() {
      await estimator.letGo();
      if (engine.state().plan?.backend === "cuda") await engine.unload();
      await engine.gone();
    },
    async onBuilds() {
      builds.look();
      backends.forgetRefusals();
      backends.begin(await hardware.refresh());
    },
    logger,
  });
  disposables.add(() => components.dispose());
  disposables.add(
    hardware.onChange((profile) => {
      gpus = profile.gpus;
      components.changed();
    }),
  );
  return { components, dispose: () => disposables.dispose() };
}
