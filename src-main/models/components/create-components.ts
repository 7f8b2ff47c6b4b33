import { join } from "node:path";
import type { HubClient } from "../catalog/index.ts";
import type { Component, ComponentId, Download } from "../../../src-shared/contract/index.ts";
import { AppError, Emitter, type Logger } from "../../ground/core/index.ts";
import { removeFiles } from "../../ground/files/index.ts";
import {
  type DownloadOrder,
  type DownloadsOptions,
  type Journal,
  type JournalEntry,
  createDownloads,
} from "../download/index.ts";
import { componentError } from "./component-error.ts";
import type { ComponentGround, Components } from "./components.ts";
import { InstalledBuilds } from "./installed-builds.ts";
import type { ComponentManifest, ComponentPackage } from "./manifest.ts";
import { createNpmSource, tarballPath } from "./npm-source.ts";

export interface ComponentsOptions {
  manifest: ComponentManifest;
  platform: string;
  arch: string;
  /** Builds end up here, in a folder for each version. */
  folder: string;
  /** Archives on their way. */
  downloadsFolder: string;
  /** Shared with the models' downloads, which see none of these. */
  journal: Journal;
  client: Pick<HubClient, "openRange">;
  registry: () => string;
  settings: DownloadsOptions["settings"];
  ground: (id: ComponentId) => ComponentGround;
  /** Lets go of what uses a build, before it is replaced or deleted. */
  release: (id: ComponentId) => Promise<void>;
  /** After a build came or went. */
  onBuilds: () => Promise<void>;
  logger: Logger;
  /** For tests: see the downloads' own. */
  transfer?: Partial<Pick<DownloadsOptions, "limits" | "timers" | "diskFree">>;
}

/** No repository of the Hub begins so. */
const scope = "@node-llama-cpp/";
export const isComponentDownload = ({ repository }: Pick<JournalEntry, "repository">): boolean =>
  repository.startsWith(scope);

export function createComponents(options: ComponentsOptions): Components {
  const { manifest, platform, arch, downloadsFolder, client, registry, ground, release, onBuilds, logger } = options;
  const { version } = manifest;
  const offered = manifest.components.filter((one) => one.platform === platform && one.arch === arch);
  const builds = new InstalledBuilds(options.folder, version);
  const changes = new Emitter<Component[]>();
  const downloads = createDownloads({
    ...options.transfer,
    source: createNpmSource(
      client,
      registry,
      offered.flatMap(({ packages }) => packages),
    ),
    journal: options.journal,
    isOwn: isComponentDownload,
    modelsFolder: () => downloadsFolder,
    settings: options.settings,
    onInstalled: ({ repository, files }) => unpack(idOf(repository), files),
    isInLibrary: () => false,
    logger,
  });
  const end = downloads.onChange(() => tell());

  /** What this computer needs of it: the second part is for older libraries alone. */
  function wanted(id: ComponentId): ComponentPackage[] {
    const { runtimeVersion } = ground(id);
    const packages = offered.find((one) => one.id === id)?.packages;
    if (packages === undefined) throw new AppError("not-found", "There is no such part for this kind of computer.");
    return packages.filter(({ onlyWith }) => onlyWith === undefined || onlyWith === runtimeVersion);
  }

  const repositoryOf = (id: ComponentId): string => `${scope}${id}`;
  const idOf = (repository: string): ComponentId => repository.slice(scope.length) as ComponentId;

  /** The latest of this version. */
  function downloadOf(id: ComponentId): Download | null {
    return (
      downloads.list().findLast(({ repository, commit }) => repository === repositoryOf(id) && commit === version) ??
      null
    );
  }

  function describe(id: ComponentId): Component {
    const packages = wanted(id);
    const { bundled, runtimeProblem, useful } = ground(id);
    const download = downloadOf(id);
    const installed = builds.has(packages);
    const state = bundled ? "bundled" : (runningState(download) ?? (installed ? "installed" : idleState(download)));
    const sum = (of: (one: ComponentPackage) => number): number => packages.reduce((total, one) => total + of(one), 0);
    return {
      id,
      state,
      version,
      downloadBytes: sum(({ sizeBytes }) => sizeBytes),
      installedBytes: installed ? sum(({ unpackedBytes }) => unpackedBytes) : 0,
      receivedBytes: download === null || state === "absent" ? 0 : download.receivedBytes,
      bytesPerSecond: download?.bytesPerSecond ?? null,
      error: state === "failed" || state === "paused" ? errorOf(download) : null,
      useful,
      missing: runtimeProblem,
    };
  }

  function list(): Component[] {
    return offered.map(({ id }) => describe(id));
  }

  function tell(): void {
    changes.emit(list());
  }

  async function unpack(id: ComponentId, files: readonly { path: string }[]): Promise<string> {
    const packages = wanted(id);
    const archives = packages.map((of, i) => ({ of, path: files[i]?.path ?? "" }));
    await release(id);
    await builds.install(archives);
    await removeFiles(
      downloadsFolder,
      archives.map(({ path }) => path),
    );
    await onBuilds();
    logger.info("a part of the engine was installed", { id, version });
    return id;
  }

  function orderOf(id: ComponentId): DownloadOrder {
    const packages = wanted(id);
    return {
      repository: repositoryOf(id),
      commit: version,
      variantKey: packages.map(({ name }) => name.slice(scope.length)).join("+"),
      label: id,
      modifiers: [],
      files: packages.map(({ name, sizeBytes, sha256 }) => ({ path: tarballPath(name, version), sizeBytes, sha256 })),
    };
  }

  return {
    list,

    async install(id) {
      if (describe(id).state === "bundled") return describe(id);
      if (builds.has(wanted(id)) && runningState(downloadOf(id)) === null) return describe(id);
      await downloads.start(orderOf(id));
      return describe(id);
    },

    async pause(id) {
      const download = downloadOf(id);
      if (download !== null) await downloads.pause(download.id);
    },

    async remove(id) {
      if (describe(id).state === "bundled")
        throw new AppError("invalid-input", "This part came with Bitloft and stays with it.");
      for (const { repository, id: own } of downloads.list())
        if (repository === repositoryOf(id)) await downloads.cancel(own);
      await release(id);
      await builds.remove();
      await onBuilds();
      tell();
    },

    async settled(id) {
      const download = downloadOf(id);
      if (download !== null) await downloads.settled(download.id);
      return describe(id);
    },

    onChange: (listener) => changes.on(listener),
    changed: tell,

    async restore() {
      for (const { id, commit } of downloads.list()) if (commit !== version) await downloads.cancel(id);
      await downloads.restore();
    },

    async dispose() {
      end();
      await downloads.dispose();
    },
  };
}

function runningState(download: Download | null): "downloading" | "installing" | null {
  if (download?.state === "verifying") return "installing";
  return download?.state === "downloading" || download?.state === "queued" ? "downloading" : null;
}

function idleState(download: Download | null): "paused" | "failed" | "absent" {
  return download?.state === "paused" || download?.state === "failed" ? download.state : "absent";
}

function errorOf(download: Download | null): Component["error"] {
  return download?.error == null ? null : componentError(download.error);
}

/** Of a data folder: where builds are kept, and where their archives are on their way. */
export function componentFolders(dataFolder: string): { builds: string; downloads: string } {
  return { builds: join(dataFolder, "engine-builds"), downloads: join(dataFolder, "engine-downloads") };
}
