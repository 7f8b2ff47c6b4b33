import type { Component, ComponentId } from "../../../src-shared/contract/index.ts";
import type { Logger } from "../../ground/core/index.ts";
import type { HubClient } from "../catalog/index.ts";
import type { DownloadsOptions, Journal } from "../download/index.ts";
import type { ComponentManifest } from "./manifest.ts";

/** What a component builds on, as it is on this computer now. */
export interface ComponentGround {
  /** It came with the application. */
  bundled: boolean;
  /** The version of the libraries that it needs besides; null where there are none. */
  runtimeVersion: number | null;
  /** Why there are none. */
  runtimeProblem: Component["missing"];
  /** Whether a card of this computer would use it. */
  useful: boolean;
}

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
