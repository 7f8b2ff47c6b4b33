import { figures } from "../figures.ts";

/** The frame around the screens: sidebar, its two cards, and what is said where a screen does not open. */
export const shell = {
  notResponding: "Bitloft's background services aren't responding.",
  skipToContent: "Skip to the content",
  navigation: "Main",
  withShortcut: (label: string, modifier: Modifier, digit: number) =>
    `${label} (${modifier === "control" ? "Ctrl" : "Cmd"} + ${digit})`,
  installed: "installed",
  unfinished: "unfinished",

  screenStopped: (screen: string) => `${screen} stopped working.`,
  nothingIsLost: "Nothing is lost. If it happens again, restart Bitloft.",
  openAgain: "Open it again",
  screenNotOpened: (screen: string) => `${screen} could not be opened.`,
  codeNotLoaded: "Its code did not load.",
  tryAgain: "Try again",

  download: {
    downloaded: "Downloaded",
    of: (name: string) => `Download of ${name}`,
    amount: (part: number, total: number) => figures.bytesPair(part, total).join(" of "),
    speed: (bytesPerSecond: number) => `${figures.bytes(bytesPerSecond)}/s`,
    left: (seconds: number) => `${figures.duration(seconds)} left`,
    queued: "waiting its turn",
    paused: "paused",
    verifying: (part: number, total: number) => `verifying, ${figures.bytesPair(part, total).join(" of ")}`,
    verifiedTo: (bytes: number) => `verified to ${figures.bytes(bytes)}`,
    more: (others: number) => `and ${others} more`,
  },

  model: {
    unnamed: "A model",
    loadingOf: (name: string) => `Loading ${name}`,
    loading: "loading",
    answering: "answering",
    loaded: "loaded",
    endedWithoutReason: "It ended without a reason.",
  },
};

/** The key that shortcuts start with. */
export type Modifier = "control" | "command";

export type ShellWords = typeof shell;
