import type { ShellWords } from "../../en/window/shell.ts";
import { figures } from "../figures.ts";

export const shell: ShellWords = {
  notResponding: "Die Hintergrunddienste von Bitloft antworten nicht.",
  skipToContent: "Zum Inhalt springen",
  navigation: "Hauptnavigation",
  withShortcut: (label, modifier, digit) => `${label} (${modifier === "control" ? "Strg" : "Cmd"} + ${digit})`,
  installed: "installiert",
  unfinished: "unfertig",

  screenStopped: (screen) => `„${screen}“ funktioniert gerade nicht.`,
  nothingIsLost: "Es ging nichts verloren. Hilft erneutes Öffnen nicht, Bitloft neu starten.",
  openAgain: "Erneut öffnen",
  screenNotOpened: (screen) => `„${screen}“ ließ sich nicht öffnen.`,
  codeNotLoaded: "Der Programmcode wurde nicht geladen.",
  tryAgain: "Erneut versuchen",

  download: {
    downloaded: "Heruntergeladen",
    of: (name) => `Download von ${name}`,
    amount: (part, total) => figures.bytesPair(part, total).join(" von "),
    speed: (bytesPerSecond) => `${figures.bytes(bytesPerSecond)}/s`,
    left: (seconds) => `noch ${figures.duration(seconds)}`,
    queued: "in der Warteschlange",
    paused: "pausiert",
    verifying: (part, total) => `wird geprüft, ${figures.bytesPair(part, total).join(" von ")}`,
    verifiedTo: (bytes) => `${figures.bytes(bytes)} geprüft`,
    more: (others) => `und ${others} weitere${others === 1 ? "r" : ""}`,
  },

  model: {
    unnamed: "Ein Modell",
    loadingOf: (name) => `${name} wird geladen`,
    loading: "wird geladen",
    answering: "antwortet",
    loaded: "geladen",
    endedWithoutReason: "Beendet, ohne einen Grund zu nennen.",
  },
};
