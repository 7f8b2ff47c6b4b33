import { join } from "node:path";
import type { Settings, SettingsPatch, SettingsView } from "../../../src-shared/contract/index.ts";
import { Emitter, type Logger } from "../core/index.ts";
import type { HubEndpoint } from "./hub-endpoint.ts";
import { readSettings, writeSettings } from "./settings-file.ts";

/** Where a Hub token rests. The desktop keeps it with the system's keychain; the command line has the environment only. */
export interface TokenVault {
  get(): string | null;
  set(token: string | null): void;
}

export const emptyVault: TokenVault = { get: () => null, set: () => undefined };

export interface SettingsOptions {
  dataFolder: string;
  /** The Hub's address for a setting, the environment considered. */
  hubEndpoint: (setting: string | null) => HubEndpoint;
  vault: TokenVault;
  logger: Logger;
}

export interface SettingsService {
  get(): Settings;
  view(): SettingsView;
  patch(patch: SettingsPatch): SettingsView;
  setHubToken(token: string | null): SettingsView;
  hubEndpoint: () => string;
  /** Why nothing may be asked of the Hub; null when all is well. */
  hubEndpointProblem: () => string | null;
  /** The token that a person gave to Bitloft; the environment's is looked up by the catalogue. */
  hubToken(): string | null;
  modelsFolder: () => string;
  onChange: Emitter<SettingsView>["on"];
}

export function createSettings({
  dataFolder,
  hubEndpoint: endpointFor,
  vault,
  logger,
}: SettingsOptions): SettingsService {
  const path = join(dataFolder, "settings.json");
  const changed = new Emitter<SettingsView>();
  let settings = readSettings(path, logger);

  const hubEndpoint = (): string => endpointFor(settings.hubEndpoint).url;
  const hubEndpointProblem = (): string | null => endpointFor(settings.hubEndpoint).problem;
  const modelsFolder = (): string => settings.modelsFolder ?? join(dataFolder, "models");
  const view = (): SettingsView => ({
    settings,
    effectiveHubEndpoint: hubEndpoint(),
    hubEndpointProblem: hubEndpointProblem(),
    modelsFolder: modelsFolder(),
    hasHubToken: vault.get() !== null,
  });
  const tell = (): SettingsView => {
    const now = view();
    changed.emit(now);
    return now;
  };

  return {
    get: () => settings,
    view,
    patch(patch) {
      // A key that is there without a value (it crosses to us so) is no wish to lose the old one.
      const wishes = Object.entries(patch).filter(([, value]) => value !== undefined);
      const next: Settings = { ...settings, ...Object.fromEntries(wishes) };
      writeSettings(path, next);
      settings = next;
      return tell();
    },
    setHubToken(token) {
      vault.set(token === "" ? null : token);
      return tell();
    },
    hubEndpoint,
    hubEndpointProblem,
    hubToken: () => vault.get(),
    modelsFolder,
    onChange: (listener) => changed.on(listener),
  };
}
