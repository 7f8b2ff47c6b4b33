import type { ShellWords } from "../../en/window/shell.ts";
import { figures } from "../figures.ts";

export const shell: ShellWords = {
  notResponding: "Die Hintergrunddienste von Bitloft antworten nicht.",
  skipToContent: "Zum Inhalt springen",
  navigation: "Hauptnavigation",
  withShortcut: (label, modifier, digit) => `${label} (${modifier === "control" ? "Strg" : "Cmd"} + ${digit})`,
  installed: "installiert",
  inColumn: (screen) =>
    screen.replace("Einstellungen", "Einstel\u00adlungen").replace("Grundlagen", "Grund\u00adlagen"),

  screenStopped: (screen) => `„${screen}“ funktioniert gerade nicht.`,
  nothingIsLost: "Es ging nichts verloren. Hilft erneutes Öffnen nicht, Bitloft neu starten.",
  openAgain: "Erneut öffnen",
  screenNotOpened: (screen) => `„${screen}“ ließ sich nicht öffnen.`,
  codeNotLoaded: "Der Programmcode wurde nicht geladen.",
  tryAgain: "Erneut versuchen",

  tray: {
    label: "Downloads",
    left: (seconds) => figures.duration(seconds),
    waiting: "wartet",
    paused: "pausiert",
    stopped: "gestoppt",
    done: "Downloads fertig",
    showAll: (count) => (count === 1 ? "Seite öffnen" : `Alle ${count} zeigen`),
  },

  model: {
    unnamed: "Ein Modell",
    loadingOf: (name) => `${name} wird geladen`,
    loading: "wird geladen",
    loadingShort: "lädt",
    failedShort: "Fehler",
    unload: (name) => `${name} entladen`,
    answering: "antwortet",
    loaded: "geladen",
    endedWithoutReason: "Beendet, ohne einen Grund zu nennen.",
  },
};
