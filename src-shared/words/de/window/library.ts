import type { LibraryWords } from "../../en/window/library.ts";
import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";

export const library: LibraryWords = {
  nothingKept: "Hier liegt, was heruntergeladen oder hinzugefügt wird.",
  holds: (variants, ownBytes) =>
    `${variants === 1 ? "Eine Variante" : `${figures.count(variants)} Varianten`}${ownBytes > 0 ? `, ${figures.bytes(ownBytes)} im Ordner von Bitloft` : ""}.`,
  added: (name) => `${name} ist in der Bibliothek. Die Datei bleibt, wo sie ist.`,
  addFile: "Datei hinzufügen",
  findModel: "Modell suchen",
  notOpened: "Die Bibliothek ließ sich nicht öffnen.",
  tryAgain: "Erneut versuchen",
  showMore: "Mehr zeigen",
  empty: "Noch kein Modell",
  emptyText:
    "Ein Modell suchen, das zu diesem Computer passt, oder eine vorhandene GGUF-Datei hinzufügen. Sie bleibt, wo sie ist; nichts wird kopiert.",

  parameters: (count) => figures.parameters(count),
  context: (tokens) => `${figures.context(tokens)} Kontext`,
  size: (bytes) => figures.bytes(bytes),
  files: (count) => counted(count, "Datei", "Dateien"),
  addedFromDisk: "selbst hinzugefügt",
  used: (then, now) => `${figures.ago(then, now)} benutzt`,
  loaded: "geladen",
  problems: {
    missing: "Die Datei ist nicht mehr an ihrem Ort. Das Laufwerk verbinden oder sie aus der Bibliothek entfernen.",
    away: "Das Laufwerk, auf dem sie liegt, ist nicht verbunden. Mit dem Laufwerk ist auch das Modell wieder da.",
    damaged: "Die Datei ist nicht mehr die installierte. Löschen und neu herunterladen.",
    unverified: "Die Datei wurde geändert oder nie geprüft. Überprüfen liest sie erneut.",
  },
  insteadOf: (path) => ({
    missing: `Die Datei ist nicht mehr unter ${path}. Verwendet wird eine Kopie von ihr.`,
    away: `Das Laufwerk mit ${path} ist nicht verbunden. Verwendet wird eine Kopie der Datei.`,
    damaged: `Die Datei unter ${path} ist beschädigt. Verwendet wird eine Kopie ihres ursprünglichen Inhalts.`,
    unverified: `Die Datei unter ${path} wurde geändert. Verwendet wird eine Kopie ihres ursprünglichen Inhalts.`,
  }),
  speed: (range) => figures.speed(range),
  chat: "Chatten",
  moreFor: (variant) => `Mehr zu ${variant}`,
  verify: "Überprüfen",
  showFile: "Datei zeigen",
  removeFromLibrary: "Aus der Bibliothek entfernen",
  fileStays: "die Datei bleibt",
  delete: "Löschen",

  removeTitle: (variant) => `${variant} aus der Bibliothek entfernen?`,
  removeText: (bytes) => `Die Datei mit ${figures.bytes(bytes)} bleibt, wo sie ist. Unterhaltungen bleiben erhalten.`,
  removed: (variant) => `${variant} ist aus der Bibliothek entfernt.`,
  remove: "Entfernen",
  deleteTitle: (variant) => `${variant} löschen?`,
  deleteText: (bytes) =>
    `${figures.bytes(bytes)} werden frei. Unterhaltungen bleiben erhalten; zum Fortsetzen müsste das Modell neu heruntergeladen werden.`,
  deleted: (variant, bytes) => `${variant} ist gelöscht; ${figures.bytes(bytes)} sind wieder frei.`,
  deleteSize: (bytes) => `${figures.bytes(bytes)} löschen`,
  cancel: "Abbrechen",
};
