import { figures } from "../figures.ts";

/** The frame around the screens: sidebar, its two cards, and what is said where a screen does not open. */
export const shell = {
  notResponding: "Bitloft's background services aren't responding.",
  skipToContent: "Skip to the content",
  navigation: "Main",
  withShortcut: (label: string, modifier: Modifier, digit: number) =>
    `${label} (${modifier === "control" ? "Ctrl" : "Cmd"} + ${digit})`,
  installed: "installed",
  /** A screen's name for a column of 58 px, with the places where it may be broken. */
  inColumn: (screen: string) => screen,

  screenStopped: (screen: string) => `${screen} stopped working.`,
  nothingIsLost: "Nothing is lost. If it happens again, restart Bitloft.",
  openAgain: "Open it again",
  screenNotOpened: (screen: string) => `${screen} could not be opened.`,
  codeNotLoaded: "Its code did not load.",
  tryAgain: "Try again",

  tray: {
    label: "Downloads",
    /** After the number of downloads. */
    left: (seconds: number) => figures.duration(seconds),
    waiting: "waiting",
    paused: "paused",
    stopped: "stopped",
    done: "Downloads finished",
    showAll: (count: number) => (count === 1 ? "Show the page" : `Show all ${count}`),
  },

  model: {
    unnamed: "A model",
    loadingOf: (name: string) => `Loading ${name}`,
    loading: "loading",
    loadingShort: "loads",
    failedShort: "failed",
    unload: (name: string) => `Unload ${name}`,
    answering: "answering",
    loaded: "loaded",
    endedWithoutReason: "It ended without a reason.",
  },
};

/** The key that shortcuts start with. */
export type Modifier = "control" | "command";

export type ShellWords = typeof shell;
