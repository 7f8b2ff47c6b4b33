import type { Component, ComponentId, Download } from "../../../src-shared/contract/index.ts";
import { Emitter, appError } from "../../ground/core/index.ts";
import { removeFiles } from "../../ground/files/index.ts";
import { type DownloadOrder, Downloads } from "../download/index.ts";
import { componentError } from "./component-error.ts";
import { componentOf, componentRepository, isComponentDownload, shortName } from "./component-repository.ts";
import { InstalledBuilds } from "./installed-builds.ts";
import type { ComponentManifest, ComponentPackage } from "./manifest.ts";
import { NpmSource, tarballPath } from "./npm-source.ts";
import type { ComponentsOptions } from "./types.ts";

/**
 * Parts of the engine that are fetched when they are wanted. Empty where there are none for this computer. Errors are `AppError`:
 * not-found, busy, disk-full, disk-failed, checksum-mismatch.
 */
export class Components {
  readonly #options: ComponentsOptions;
  readonly #version: string;
  readonly #offered: ComponentManifest["components"];
  readonly #builds: InstalledBuilds;
  readonly #downloads: Downloads;
  readonly #changes = new Emitter<Component[]>();
  readonly #end: () => void;

  constructor(options: ComponentsOptions) {
    const { manifest, platform, arch, downloadsFolder, client, registry } = options;
    this.#options = options;
    this.#version = manifest.version;
    this.#offered = manifest.components.filter((one) => one.platform === platform && one.arch === arch);
    this.#builds = new InstalledBuilds(options.folder, this.#version);
    this.#downloads = new Downloads({
      ...options.transfer,
      source: new NpmSource(
        client,
        registry,
        this.#offered.flatMap(({ packages }) => packages),
      ),
      journal: options.journal,
      isOwn: isComponentDownload,
      modelsFolder: () => downloadsFolder,
      settings: options.settings,
      onInstalled: ({ repository, files }) => this.#unpack(componentOf(repository), files),
      isInLibrary: () => false,
      logger: options.logger,
    });
    this.#end = this.#downloads.onChange(() => {
      this.changed();
    });
  }

  list(): Component[] {
    return this.#offered.map(({ id }) => this.#describe(id));
  }

  /** Starts the download, or goes on with it; the rest comes as news. */
  async install(id: ComponentId): Promise<Component> {
    if (this.#describe(id).state === "bundled") return this.#describe(id);
    if (this.#builds.has(this.#wanted(id)) && runningState(this.#downloadOf(id)) === null) return this.#describe(id);
    await this.#downloads.start(this.#orderOf(id));
    return this.#describe(id);
  }

  async pause(id: ComponentId): Promise<void> {
    const download = this.#downloadOf(id);
    if (download !== null) await this.#downloads.pause(download.id);
  }

  /** Deletes it, or what was received of it. */
  async remove(id: ComponentId): Promise<void> {
    if (this.#describe(id).state === "bundled") throw appError("invalid-input", "component-bundled");
    for (const { repository, id: own } of this.#downloads.list())
      if (repository === componentRepository(id)) await this.#downloads.cancel(own);
    await this.#options.release(id);
    await this.#builds.remove();
    await this.#options.onBuilds();
    this.changed();
  }

  /** Resolves when nothing of it runs any more. */
  async settled(id: ComponentId): Promise<Component> {
    const download = this.#downloadOf(id);
    if (download !== null) await this.#downloads.settled(download.id);
    return this.#describe(id);
  }

  /** Returns the function that ends the subscription. */
  onChange(listener: (components: Component[]) => void): () => void {
    const off = this.#changes.on(listener);
    return () => void off();
  }

  /** To be called when what they build on may have changed. */
  changed(): void {
    this.#changes.emit(this.list());
  }

  /** Goes on with what was running when the application ended, and drops what belongs to another version. */
  async restore(): Promise<void> {
    for (const { id, commit } of this.#downloads.list()) if (commit !== this.#version) await this.#downloads.cancel(id);
    await this.#downloads.restore();
  }

  async dispose(): Promise<void> {
    this.#end();
    await this.#downloads.dispose();
  }

  /** What this computer needs of it: the second part is for older libraries alone. */
  #wanted(id: ComponentId): ComponentPackage[] {
    const { runtimeVersion } = this.#options.ground(id);
    const packages = this.#offered.find((one) => one.id === id)?.packages;
    if (packages === undefined) throw appError("not-found", "component");
    return packages.filter(({ onlyWith }) => onlyWith === undefined || onlyWith === runtimeVersion);
  }

  /** The latest of this version. */
  #downloadOf(id: ComponentId): Download | null {
    const isLatest = ({ repository, commit }: Download): boolean =>
      repository === componentRepository(id) && commit === this.#version;
    return this.#downloads.list().findLast(isLatest) ?? null;
  }

  #describe(id: ComponentId): Component {
    const packages = this.#wanted(id);
    const { bundled, runtimeProblem, useful } = this.#options.ground(id);
    const download = this.#downloadOf(id);
    const installed = this.#builds.has(packages);
    const state = bundled ? "bundled" : (runningState(download) ?? (installed ? "installed" : idleState(download)));
    const sum = (of: (one: ComponentPackage) => number): number => packages.reduce((total, one) => total + of(one), 0);
    return {
      id,
      state,
      version: this.#version,
      downloadBytes: sum(({ sizeBytes }) => sizeBytes),
      installedBytes: installed ? sum(({ unpackedBytes }) => unpackedBytes) : 0,
      receivedBytes: download === null || state === "absent" ? 0 : download.receivedBytes,
      bytesPerSecond: download?.bytesPerSecond ?? null,
      error: state === "failed" || state === "paused" ? errorOf(download) : null,
      useful,
      missing: runtimeProblem,
    };
  }

  async #unpack(id: ComponentId, files: readonly { path: string }[]): Promise<string> {
    const { release, onBuilds, downloadsFolder, logger } = this.#options;
    const archives = this.#wanted(id).map((of, i) => ({ of, path: files[i]?.path ?? "" }));
    await release(id);
    await this.#builds.install(archives);
    await removeFiles(
      downloadsFolder,
      archives.map(({ path }) => path),
    );
    await onBuilds();
    logger.info("a part of the engine was installed", { id, version: this.#version });
    return id;
  }

  #orderOf(id: ComponentId): DownloadOrder {
    const packages = this.#wanted(id);
    return {
      repository: componentRepository(id),
      commit: this.#version,
      variantKey: packages.map(({ name }) => shortName(name)).join("+"),
      label: id,
      modifiers: [],
      files: packages.map(({ name, sizeBytes, sha256 }) => ({
        path: tarballPath(name, this.#version),
        sizeBytes,
        sha256,
      })),
    };
  }
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
