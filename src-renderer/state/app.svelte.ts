import { createContext } from "svelte";

/** The settings that one can be led to, by the names of their words. */
export const settingNames = [
  ...([
    "theme",
    "textSize",
    "startScreen",
    "language",
    "contextLength",
    "memoryKeptFree",
    "whenNotLoading",
    "whenUnused",
  ] as const),
  ...(["modelsFolder", "address", "token", "connections", "simultaneousDownloads", "speedLimit", "hours"] as const),
] as const;
export type SettingName = (typeof settingNames)[number];

type Nothing = Record<string, never>;

/** What Learn has a paragraph on that other screens lead to. */
export const learnSections = ["label", "speed", "quality", "context"] as const;
export type LearnSection = (typeof learnSections)[number];

/**
 * The screens, in the order of their shortcuts (Ctrl or Cmd with 1 to 9), and what can be passed to each when it is
 * opened.
 */
export interface Screens {
  discover: { repository?: string };
  library: { variantId?: string };
  /** `contextTokens`: of a conversation that begins with the variant; null for the usual one. */
  chat: { conversationId?: string; variantId?: string; contextTokens?: number | null };
  /** `from`: the answer in whose conversation the prompt is asked, which is taken from there. */
  compare: { variantIds?: string[]; from?: { conversationId: string; messageId: string; prompt: string } };
  lab: { variantId?: string; make?: boolean };
  computer: Nothing;
  downloads: Nothing;
  settings: { setting?: SettingName };
  learn: { section?: LearnSection };
}
export type ScreenId = keyof Screens;
export const screenOrder: readonly ScreenId[] = [
  "chat",
  "discover",
  "library",
  "computer",
  "learn",
  "settings",
  "downloads",
  "lab",
  "compare",
];

/** Where a person begins of whom nothing is known: with a model it answers, and without one it offers some. */
const firstScreen: ScreenId = "chat";

export const isScreen = (name: string | null): name is ScreenId => screenOrder.some((one) => one === name);

/** Where the window is. Features reach one another only through here. */
export class AppState {
  #screen = $state<ScreenId>(firstScreen);
  #params = $state.raw<Screens[ScreenId]>({});
  #isUntouched = true;

  get screen(): ScreenId {
    return this.#screen;
  }

  /** Nobody has gone anywhere yet. */
  get isUntouched(): boolean {
    return this.#isUntouched;
  }

  go<S extends ScreenId>(screen: S, params?: Screens[S]): void {
    this.#isUntouched = false;
    this.#screen = screen;
    this.#params = params ?? {};
  }

  /** What was passed to `screen` when it was opened; empty for any other. */
  paramsOf<S extends ScreenId>(screen: S): Partial<Screens[S]> {
    return (this.#screen === screen ? this.#params : {}) as Partial<Screens[S]>;
  }
}

export const [getApp, setApp] = createContext<AppState>();
