import { join, resolve } from "node:path";
import {
  type ErrorDto,
  type Settings,
  type SettingsPatch,
  type SettingsView,
  given,
} from "../../../src-shared/contract/index.ts";
import { type Dispose, Emitter, type Logger } from "../core/index.ts";
import type { HubEndpoint } from "./hub-endpoint.ts";
import { AuthorityFile } from "./own-authority.ts";
import { KeptProxyPassword } from "./proxy-password.ts";
import { readSettings, writeSettings } from "./settings-file.ts";
import { type TokenVault, emptyVault } from "./token-vault.ts";

/** How the network is reached: see `Settings.proxy`. The address holds the password too, and is not for logs. */
export type ChosenProxy = { kind: "system" } | { kind: "none" } | { kind: "address"; address: string };

export interface SettingsOptions {
  dataFolder: string;
  /** The Hub's address for a setting, the environment considered. */
  hubEndpoint: (setting: string | null) => HubEndpoint;
  vault: TokenVault;
  /** For the password of a proxy; none is kept when left out. */
  proxyVault?: TokenVault;
  logger: Logger;
}

export interface SettingsService {
  get(): Settings;
  view(): SettingsView;
  patch(patch: SettingsPatch): SettingsView;
  setHubToken(token: string | null): SettingsView;
  /** For the proxy's address as it is now, and no other. Throws `invalid-input` where that has no user name. */
  setProxyPassword(password: string | null): SettingsView;
  /** Trusts the authority in a file: see `AuthorityFile.take`. */
  takeAuthority(path: string): SettingsView;
  removeAuthority(): SettingsView;
  /** A person's own, as PEM. */
  authority(): string | null;
  /** After the file was replaced by other means. */
  readAgain(): void;
  /** New downloads go there. Nothing is moved. */
  setModelsFolder(path: string): SettingsView;
  hubEndpoint(): string;
  /** Why nothing may be asked of the Hub; null when all is well. */
  hubEndpointProblem(): ErrorDto | null;
  /** The token that a person gave to Bitloft; the environment's is looked up by the catalogue. */
  hubToken(): string | null;
  modelsFolder(): string;
  /** How the network is to be reached. */
  proxy(): ChosenProxy;
  onChange(listener: (view: SettingsView) => void): Dispose & (() => void);
}

/** The settings file, and what follows from it. */
export class FileSettings implements SettingsService {
  readonly #options: SettingsOptions;
  readonly #path: string;
  readonly #changed = new Emitter<SettingsView>();
  readonly #authority: AuthorityFile;
  readonly #proxyPassword: KeptProxyPassword;
  #settings: Settings;

  constructor(options: SettingsOptions) {
    this.#options = options;
    this.#path = join(options.dataFolder, "settings.json");
    this.#authority = new AuthorityFile(join(options.dataFolder, "authority.pem"));
    this.#proxyPassword = new KeptProxyPassword(options.proxyVault ?? emptyVault);
    this.#settings = readSettings(this.#path, options.logger);
  }

  get(): Settings {
    return this.#settings;
  }

  view(): SettingsView {
    return {
      settings: this.#settings,
      effectiveHubEndpoint: this.hubEndpoint(),
      hubEndpointProblem: this.hubEndpointProblem(),
      modelsFolder: this.modelsFolder(),
      hasHubToken: this.hubToken() !== null,
      hasProxyPassword: this.#proxyPassword.of(this.#settings.proxyAddress) !== null,
      authority: this.#authority.view(),
    };
  }

  patch(patch: SettingsPatch): SettingsView {
    // A key that is there without a value (the bridge sends it that way) does not mean to delete the old one.
    return this.#keep({ ...this.#settings, ...given<Settings>(patch) });
  }

  setModelsFolder(path: string): SettingsView {
    // The folder that it would be without a setting goes along with the data folder.
    const modelsFolder = resolve(path) === this.#ownModelsFolder() ? null : resolve(path);
    return this.#keep({ ...this.#settings, modelsFolder });
  }

  readAgain(): void {
    this.#settings = readSettings(this.#path, this.#options.logger);
    this.#tell();
  }

  setHubToken(token: string | null): SettingsView {
    this.#options.vault.set(token === "" ? null : token);
    return this.#tell();
  }

  setProxyPassword(password: string | null): SettingsView {
    this.#proxyPassword.set(this.#settings.proxyAddress, password);
    return this.#tell();
  }

  takeAuthority(path: string): SettingsView {
    this.#authority.take(path);
    return this.#tell();
  }

  removeAuthority(): SettingsView {
    this.#authority.forget();
    return this.#tell();
  }

  authority(): string | null {
    return this.#authority.pem();
  }

  proxy(): ChosenProxy {
    const { proxy, proxyAddress } = this.#settings;
    if (proxy === "none") return { kind: "none" };
    if (proxy === "system" || proxyAddress === null) return { kind: "system" };
    const url = new URL(proxyAddress);
    const password = this.#proxyPassword.of(proxyAddress);
    if (password === null) return { kind: "address", address: proxyAddress };
    const [scheme = "", place = ""] = proxyAddress.split("://");
    const [name = ""] = place.split("@");
    return { kind: "address", address: `${scheme}://${name}:${encodeURIComponent(password)}@${url.host}` };
  }

  hubEndpoint(): string {
    return this.#endpoint().url;
  }

  hubEndpointProblem(): ErrorDto | null {
    return this.#endpoint().problem;
  }

  hubToken(): string | null {
    return this.#options.vault.get();
  }

  modelsFolder(): string {
    return this.#settings.modelsFolder ?? this.#ownModelsFolder();
  }

  onChange(listener: (view: SettingsView) => void): Dispose & (() => void) {
    return this.#changed.on(listener);
  }

  #ownModelsFolder(): string {
    return join(this.#options.dataFolder, "models");
  }

  #keep(next: Settings): SettingsView {
    writeSettings(this.#path, next);
    this.#settings = next;
    this.#proxyPassword.forgetUnlessOf(next.proxyAddress);
    return this.#tell();
  }

  #endpoint(): HubEndpoint {
    return this.#options.hubEndpoint(this.#settings.hubEndpoint);
  }

  #tell(): SettingsView {
    const now = this.view();
    this.#changed.emit(now);
    return now;
  }
}
