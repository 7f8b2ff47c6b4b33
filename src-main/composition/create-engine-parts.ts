import process from "node:process";
import { GuardedHttpClient, type HttpClientOptions, HttpHubClient } from "../models/catalog/index.ts";
import {
  Components,
  type ComponentsOptions,
  componentFolders,
  readManifest,
  registryAddress,
} from "../models/components/index.ts";
import type { Gpu } from "../../src-shared/contract/index.ts";
import { DisposableStore, type Logger } from "../ground/core/index.ts";
import type { BackendChecks, Estimator, LastBuilds, Sessions } from "../answers/engine/index.ts";
import type { Hardware } from "../ground/hardware/index.ts";
import type { ServicePaths } from "./services.ts";

export interface EnginePartsOptions {
  dataFolder: string;
  env: Readonly<Record<string, string | undefined>>;
  /** How the network is reached. */
  route: Pick<HttpClientOptions, "environment" | "proxy" | "authority" | "systemProxy">;
  paths: ServicePaths;
  builds: LastBuilds;
  hardware: Hardware;
  sessions: Pick<Sessions, "list" | "end" | "gone">;
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
  const { dataFolder, env, route, paths, builds, hardware, sessions, estimator, backends, logger } = options;
  const disposables = new DisposableStore();
  const registry = registryAddress(env);
  const endpoint = (): string => registry.url;
  const token = (): null => null;
  const http = new GuardedHttpClient({ endpoint, problem: () => registry.problem, token, ...route });
  disposables.add(() => {
    http.close();
  });
  let gpus: Gpu[] = [];
  const folders = componentFolders(dataFolder);
  const components = new Components({
    manifest: readManifest(paths.resources),
    platform: process.platform,
    arch: process.arch,
    folder: folders.builds,
    downloadsFolder: folders.downloads,
    journal: options.journal,
    client: new HttpHubClient({ http, endpoint, token }),
    registry: endpoint,
    settings: options.settings,
    ground() {
      const { cudaPlace, cudaRuntime, runtimeProblem, cudaServes } = builds.last();
      const useful = cudaServes && gpus.some(({ vendor }) => vendor === "nvidia");
      return { bundled: cudaPlace === "bundled", runtimeVersion: cudaRuntime?.version ?? null, runtimeProblem, useful };
    },
    async release() {
      await estimator.letGo();
      const onCuda = sessions.list().filter((session) => session.state().plan.backend === "cuda");
      await sessions.end(onCuda.map(({ id }) => id));
      await sessions.gone();
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
