import type { Job, LibraryFolder } from "../../src-shared/contract/index.ts";
import type { Bridge } from "../bridge/index.ts";

/** The folders that models are kept in, while somebody looks at them. */
export class ModelFoldersState {
  readonly #bridge: Bridge;
  /** Null until main has answered. */
  list = $state.raw<readonly LibraryFolder[] | null>(null);
  #asking = false;
  #isBehind = false;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** What is in them, and where downloads go, changes with the library and the settings. */
  connect(): () => void {
    const reload = (): void => void this.reload();
    const ends = [this.#bridge.on("library", reload), this.#bridge.on("settings", reload)];
    reload();
    return () => ends.forEach((end) => end());
  }

  /** One question at a time: what changed during it is asked once more after it. */
  async reload(): Promise<void> {
    this.#isBehind = this.#asking;
    if (this.#asking) return;
    this.#asking = true;
    try {
      this.list = await this.#bridge.modelFolders.list();
    } catch {
      // Without it the library has a strip less.
    } finally {
      this.#asking = false;
    }
    if (this.#isBehind) await this.reload();
  }

  /** Opens the system's dialog; null when it was dismissed. */
  async add(): Promise<LibraryFolder | null> {
    const added = await this.#bridge.modelFolders.add();
    if (added !== null) await this.reload();
    return added;
  }

  async forget(id: string): Promise<void> {
    await this.#bridge.modelFolders.remove({ id });
    await this.reload();
  }

  async choose(id: string): Promise<void> {
    await this.#bridge.modelFolders.choose({ id });
  }

  async open(id: string): Promise<void> {
    await this.#bridge.modelFolders.open({ id });
  }

  async move(variantId: string, folderId: string): Promise<Job<"move">> {
    return this.#bridge.library.move({ id: variantId, folderId });
  }
}
