import { createContext } from "svelte";
import type { Settings, SettingsPatch, SettingsView } from "../../src-shared/contract/index.ts";
import type { Bridge, BridgeError } from "../bridge/index.ts";
import { Mirror } from "./mirror.svelte.ts";

export class SettingsState {
  readonly #bridge: Bridge;
  readonly #mirror: Mirror<"settings">;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#mirror = new Mirror(bridge, "settings", () => bridge.settings.get());
  }

  connect(): () => void {
    return this.#mirror.connect();
  }

  /** Null until main has answered. */
  get view(): SettingsView | null {
    return this.#mirror.value;
  }

  get error(): BridgeError | null {
    return this.#mirror.error;
  }

  get theme(): Settings["theme"] {
    return this.#mirror.value?.settings.theme ?? "system";
  }

  get language(): Settings["language"] {
    return this.#mirror.value?.settings.language ?? "system";
  }

  async patch(patch: SettingsPatch): Promise<void> {
    this.#mirror.set(await this.#bridge.settings.patch(patch));
  }

  /** Null or empty takes it away. The token itself never comes back to the window. */
  async setHubToken(token: string | null): Promise<void> {
    this.#mirror.set(await this.#bridge.settings.setHubToken({ token }));
  }

  /** The same for the proxy's password. */
  async setProxyPassword(password: string | null): Promise<void> {
    this.#mirror.set(await this.#bridge.settings.setProxyPassword({ password }));
  }
}

export const [getSettings, setSettings] = createContext<SettingsState>();
