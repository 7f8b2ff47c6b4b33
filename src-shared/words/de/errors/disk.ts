import type { ErrorWords } from "../../language.ts";
import { figures } from "../figures.ts";
import { kept } from "./kept.ts";

/** Why a data folder cannot be used, by the system's code. */
const folderReasons: Readonly<Record<string, string>> = {
  EACCES: "dieser Benutzer darf dort nicht schreiben",
  EPERM: "dieser Benutzer darf dort nicht schreiben",
  EROFS: "das Laufwerk ist schreibgeschützt",
  ENOSPC: "das Laufwerk ist voll",
  ENOTDIR: "ein Teil des Pfads ist eine Datei",
  EEXIST: "es ist eine Datei",
  ENOENT: "dort lässt sich nichts anlegen",
};

export const disk: Pick<ErrorWords, "disk-full" | "disk-failed" | "database-failed"> = {
  "disk-full": {
    ...kept,
    settings: () => "Das Laufwerk ist voll. Bitte Platz schaffen und es erneut versuchen.",
    database: () => "Das Laufwerk mit Bitlofts Daten ist voll. Bitte Platz schaffen und es erneut versuchen.",
    transfer: () =>
      "Das Laufwerk ist voll. Was angekommen ist, bleibt erhalten: Bitte Platz schaffen und dann fortsetzen.",
    component: () =>
      "Das Laufwerk ist voll. Bitte Platz schaffen und es erneut versuchen: Der Download bleibt erhalten.",
    lab: () =>
      "Das Laufwerk ist voll geworden. Die unfertige Datei ist gelöscht: Bitte Platz schaffen und es erneut versuchen.",
    "lab-too-little-space": ({ freeBytes, neededBytes }) =>
      `Die Datei wird ${figures.bytes(neededBytes)} groß, auf dem Laufwerk sind ${figures.bytes(freeBytes)} verfügbar. Bitte Platz schaffen oder sie woanders schreiben.`,
    "restore-too-little-space": ({ freeBytes, neededBytes }) =>
      `Zum Wiederherstellen braucht es ${figures.bytes(neededBytes)} auf dem Laufwerk mit Bitlofts Daten, frei sind ${figures.bytes(freeBytes)}. Bitte Platz schaffen und es dann erneut versuchen.`,
    "move-too-little-space": ({ freeBytes, neededBytes }) =>
      `Zum Verschieben braucht es dort ${figures.bytes(neededBytes)}, frei sind ${figures.bytes(freeBytes)}. Bitte Platz schaffen oder einen anderen Ordner wählen.`,
    move: ({ path }) =>
      `Das Laufwerk mit ${path} ist voll geworden. Nichts wurde verschoben: Bitte dort Platz schaffen und es dann erneut versuchen.`,
    "too-little-space": ({ freeBytes, missingBytes, slackBytes, othersBytes }) => {
      const others = othersBytes > 0 ? ` Andere Downloads brauchen noch ${figures.bytes(othersBytes)}.` : "";
      return `Auf dem Laufwerk sind ${figures.bytes(freeBytes)} frei. Dieser Download braucht ${figures.bytes(missingBytes)}, und ${figures.bytes(slackBytes)} sollen frei bleiben.${others} Bitte Platz schaffen und es dann erneut versuchen.`;
    },
  },
  "disk-failed": {
    ...kept,
    "data-folder": ({ path, code }) =>
      `Bitloft kann seine Daten nicht in ${path} ablegen: ${folderReasons[code] ?? "der Ordner ist nicht nutzbar"}. Bitte einen anderen Datenordner wählen.`,
    settings: ({ path }) =>
      `Die Einstellungen konnten nicht in ${path} gespeichert werden. Bitte die Schreibrechte prüfen und es erneut versuchen.`,
    "not-read-for-check": ({ reason }) => `Die Datei konnte zur Prüfung nicht gelesen werden: ${reason}`,
    "file-not-opened": ({ name, code }) => `Die Datei ${name} konnte nicht geöffnet werden (${code}).`,
    "file-not-read": ({ code }) => `Die Datei konnte nicht gelesen werden (${code}).`,
    "file-not-written": ({ path, code }) =>
      `${path} konnte nicht geschrieben werden (${code}). Bitte den Ordner und die Zugriffsrechte prüfen.`,
    "may-not-read": ({ path }) => `Bitloft darf ${path} nicht lesen. Bitte die Zugriffsrechte prüfen.`,
    "not-deleted": () =>
      "Die Dateien konnten nicht gelöscht werden. Bitte Programme schließen, die sie nutzen, oder das Laufwerk prüfen und es dann erneut versuchen.",
    "models-folder": ({ reason }) =>
      `In den Modellordner konnte nicht geschrieben werden (${reason}). Bitte prüfen, ob das Laufwerk angeschlossen und beschreibbar ist.`,
    "takes-no-more": () =>
      "Das Laufwerk hat keine Daten mehr angenommen. Bitte das Laufwerk prüfen und dann fortsetzen.",
    component: ({ reason }) =>
      `Der Teil konnte nicht geschrieben werden (${reason}). Bitte die Schreibrechte für Bitlofts Datenordner prüfen.`,
    lab: ({ reason }) =>
      `Die Datei konnte nicht geschrieben oder gelesen werden (${reason}). Bitte Pfad und Schreibrechte prüfen.`,
  },
  "database-failed": {
    ...kept,
    "newer-version": () =>
      "Die Bibliothek stammt von einer neueren Version von Bitloft. Zum Öffnen bitte wieder jene Version installieren.",
    "old-runtime": ({ runtime }) =>
      `Bitlofts Datenbank braucht eine neuere Laufzeit als Node ${runtime}. Nötig ist Node 22.14 oder neuer.`,
    held: () => "Ein anderer Bitloft-Prozess hält die Bibliothek offen. Bitte ihn beenden und es erneut versuchen.",
    forbidden: ({ path }) =>
      `Bitloft kann seine Datenbank${path === null ? "" : ` in ${path}`} nicht öffnen oder beschreiben. Bitte die Rechte der Datei und ihres Ordners prüfen und es dann erneut versuchen.`,
    unusable: ({ reason }) => `Die Datenbank der Bibliothek ist nicht nutzbar: ${reason}`,
    failed: () => "Die Datenbank der Bibliothek hat versagt.",
  },
};
