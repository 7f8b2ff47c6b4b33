import type { Component, ComponentId } from "../../src-shared/contract/index.ts";
import type { Bridge } from "../bridge/index.ts";
import { Mirror } from "./mirror.svelte.ts";

/** Parts of the engine that can be fetched. Made by the one screen that shows them. */
export class ComponentsState {
  readonly #bridge: Bridge;
  readonly #mirror: Mirror<"components">;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#mirror = new Mirror(bridge, "components", () => bridge.components.list());
  }

  connect(): () => void {
    return this.#mirror.connect();
  }

  /** Those that are of use on this computer, or take room on it. */
  get shown(): Component[] {
    return (this.#mirror.value ?? []).filter(
      ({ state, useful }) => state !== "bundled" && (useful || state !== "absent"),
    );
  }

  async install(id: ComponentId): Promise<void> {
    await this.#bridge.components.install({ id });
  }

  async pause(id: ComponentId): Promise<void> {
    await this.#bridge.components.pause({ id });
  }

  async remove(id: ComponentId): Promise<void> {
    await this.#bridge.components.remove({ id });
  }
}
