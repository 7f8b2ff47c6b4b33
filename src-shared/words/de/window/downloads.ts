import type { DownloadsWords } from "../../en/window/downloads.ts";
import { figures } from "../figures.ts";
import { settings } from "./settings.ts";

export const downloads: DownloadsWords = {
  subtitle: "Jede Datei wird vor der Installation geprüft. Unterbrochene Downloads gehen weiter.",
  limited: (bytesPerSecond) =>
    `Mehr als ${figures.number(bytesPerSecond / 1e6, 0, 3)} MB/s erlaubt die eingestellte Höchstgeschwindigkeit nicht.`,
  onlyBetween: (from, to) => `Downloads laufen von ${from} bis ${to} Uhr.`,
  waitsFor: (minute) => `Wartet bis ${settings.hour(minute)} Uhr`,
  diskFull: "Pausiert: Das Laufwerk ist voll",
  goesOnWithRoom: "Er geht von selbst weiter, sobald Platz ist.",
  earlier: (name) => `Früher: ${name}`,
  later: (name) => `Später: ${name}`,
  placed: (name, place, of) => `${name} ist jetzt an Stelle ${place} von ${of}.`,
  orderHint: "Ziehen ändert die Reihenfolge, ebenso Alt mit Pfeil nach oben oder unten",
  changeLimit: "Ändern",
  clearFinished: "Beendete entfernen",
  notListed: "Die Downloads ließen sich nicht auflisten.",
  none: "Keine Downloads",
  noneText: "Ein passendes Modell wählen; Downloads erscheinen hier.",
  findModel: "Modell suchen",

  states: {
    queued: "In der Warteschlange",
    downloading: "Wird heruntergeladen",
    verifying: "Wird geprüft",
    paused: "Pausiert",
    failed: "Gestoppt",
    done: "Installiert und geprüft",
  },
  retrying: "Wird automatisch erneut versucht",
  nextAttempt: (reason, attempt) => `${reason} Versuch ${attempt} setzt dort fort.`,

  percent: (share) => figures.percent(share),
  total: (bytes) => figures.bytes(bytes),
  amount: (part, total) => figures.bytesPair(part, total).join(" von "),
  speed: (bytesPerSecond) => `${figures.bytes(bytesPerSecond)}/s`,
  left: (seconds) => `noch ${figures.duration(seconds)}`,
  verifiedTo: (bytes) => `${figures.bytes(bytes)} geprüft`,
  of: (name) => `Download von ${name}`,

  pause: (name) => `${name} pausieren`,
  resume: "Fortsetzen",
  resumeOf: (name) => `${name} fortsetzen`,
  tryAgain: "Erneut versuchen",
  chat: "Chatten",
  chatWith: (name) => `Chatten mit ${name}`,
  remove: (name) => `${name} aus der Liste entfernen`,
  cancel: (name) => `${name} abbrechen`,
  cancelTitle: "Diesen Download abbrechen?",
  cancelText: (bytes) => `${figures.bytes(bytes)} bereits Empfangenes wird gelöscht.`,
  keep: "Behalten",
  delete: (part, total) => `${figures.bytesPair(part, total).join(" von ")} löschen`,
};
