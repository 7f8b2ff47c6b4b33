import type { AwaitedModel } from "./download.ts";
import type { ErrorDto } from "./errors.ts";
import type { LanguageSetting } from "./language.ts";
import type { AnyOf } from "./left-out.ts";

/** What a person knows better than the probes; what is left out stays as found. */
export interface MachineOverrides {
  /** Free memory of the GPU that plans use first. */
  gpuFreeBytes?: number | undefined;
  /** Whether plans may use GPUs at all. */
  useGpu?: boolean | undefined;
  usableCores?: number | undefined;
  memoryBandwidthBytesPerSecond?: number | undefined;
}

/** When downloads run, in minutes after midnight by the computer's own clock: from the first up to the second, over midnight where that is earlier. */
export interface DownloadHours {
  fromMinute: number;
  toMinute: number;
}

/** `system`: as the environment says, else as the system does. */
export const proxyKinds = ["system", "none", "own"] as const;

/** Of all that the window shows, the smallest first. */
export const textSizes = ["small", "normal", "large", "largest"] as const;
export type TextSize = (typeof textSizes)[number];

export interface Settings {
  version: 1;
  theme: "system" | "light" | "dark";
  language: LanguageSetting;
  textSize: TextSize;
  /** Null: HF_ENDPOINT, else huggingface.co. */
  hubEndpoint: string | null;
  /** Null: `models` in the data folder. */
  modelsFolder: string | null;
  /** Ranges fetched at once, over all files of a download. */
  connections: number;
  simultaneousDownloads: number;
  /** Null: no limit. */
  maxBytesPerSecond: number | null;
  /** Null: at any time. */
  downloadHours: DownloadHours | null;
  /** Says with a notification of the system's that the last download has ended. */
  notifyDownloads: boolean;
  proxy: (typeof proxyKinds)[number];
  /** Where `proxy` is `own`: its address, with a user name where it wants one, and without the password. */
  proxyAddress: string | null;
  defaultContextTokens: number;
  /** Memory that every plan leaves alone, on the CPU. Null: chosen from the machine. */
  memoryReserveBytes: number | null;
  /** Consent, given once: a load that fails goes on with a smaller plan. Null: not asked yet. */
  stepDown: boolean | null;
  /** Models that have had no question for so long leave memory; null: they stay until another takes their place. */
  unloadAfterMinutes: number | null;
  /** The model that answered first writes a conversation's title, else it is made of the first question. */
  titlesByModel: boolean;
  /** Overrides of what the probes found, for this computer; null: as found. */
  machineOverrides: MachineOverrides | null;
  firstRunDone: boolean;
  /** The screen that was shown last; null before the first. */
  lastScreen: string | null;
  /** The screen that the window opens with; null: the one that was shown last. */
  startScreen: string | null;
  /** What is said once, under the first answer, was said. */
  firstAnswerNoted: boolean;
  /** What is to answer once it is here, while a smaller one does; null: nothing. */
  switchTo: AwaitedModel | null;
}

/** What a person changed; the folder of the models is not for the window to say. */
export type SettingsPatch = AnyOf<Omit<Settings, "version" | "modelsFolder">>;

/** A certificate authority of a person's own. */
export interface OwnAuthority {
  /** As the certificate says. */
  name: string;
  validUntil: number;
}

/** What the window sees: never the token itself. */
export interface SettingsView {
  settings: Settings;
  /** Where it really points, after the environment. */
  effectiveHubEndpoint: string;
  /** Why nothing is asked there: HF_ENDPOINT is set, and is not an address. */
  hubEndpointProblem: ErrorDto | null;
  modelsFolder: string;
  hasHubToken: boolean;
  hasProxyPassword: boolean;
  /** Trusted beside those that always are; null: none. */
  authority: OwnAuthority | null;
}

export interface HubToken {
  token: string | null;
}

export interface ProxyPassword {
  password: string | null;
}
