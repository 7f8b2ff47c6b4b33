import type { Component, ComponentId } from "../../../src-shared/contract/index.ts";

/** What a component builds on, as it is on this computer now. */
export interface ComponentGround {
  /** It came with the application. */
  bundled: boolean;
  /** The version of the libraries that it needs besides; null where there are none. */
  runtimeVersion: number | null;
  /** Why there are none, in a sentence. */
  runtimeProblem: string | null;
  /** Whether a card of this computer would use it. */
  useful: boolean;
}

/**
 * Parts of the engine that are fetched when they are wanted. Empty where there are none for this computer. Errors are `AppError`:
 * not-found, busy, disk-full, disk-failed, checksum-mismatch.
 */
export interface Components {
  list(): Component[];
  /** Starts the download, or goes on with it; the rest comes as news. */
  install(id: ComponentId): Promise<Component>;
  pause(id: ComponentId): Promise<void>;
  /** Deletes it, or what was received of it. */
  remove(id: ComponentId): Promise<void>;
  /** Resolves when nothing of it runs any more. */
  settled(id: ComponentId): Promise<Component>;
  onChange(listener: (components: Component[]) => void): () => void;
  /** To be called when what they build on may have changed. */
  changed(): void;
  /** Goes on with what was running when the application ended, and drops what belongs to another version. */
  restore(): Promise<void>;
  dispose(): Promise<void>;
}
