import type { ConversationsWords } from "../../en/window/conversations.ts";
import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";

const some = (count: number): string => counted(count, "Unterhaltung", "Unterhaltungen", figures.count(count));

export const conversations: ConversationsWords = {
  pinned: "Angeheftet",
  folders: "Ordner",
  archive: "Archiv",
  archiveWith: (count) => `Archiv, ${some(count)}`,
  backToList: "Zurück zu allen Unterhaltungen",
  archiveEmpty: "Im Archiv ist nichts mehr.",
  results: "Gefunden",
  on: (time) => figures.date(time),
  archived: "archiviert",
  inTitle: "im Titel",

  pin: "Anheften",
  unpin: "Loslösen",
  moveTo: "Verschieben",
  noFolder: "Kein Ordner",
  newFolder: "Neuer Ordner …",
  toArchive: "Archivieren",
  restore: "Zurückholen",
  exportAs: "Exportieren …",

  archivedNow: (title) => `„${title}“ liegt jetzt im Archiv.`,
  manyArchived: (count) => `${some(count)} ins Archiv verschoben.`,
  restored: (title) => `„${title}“ steht wieder in der Liste.`,
  manyRestored: (count) => `${some(count)} ${count === 1 ? "steht" : "stehen"} wieder in der Liste.`,
  manyDeleted: (count) => `${some(count)} gelöscht.`,
  undo: "Rückgängig",

  folder: {
    moreFor: (name) => `Mehr zum Ordner „${name}“`,
    withCount: (name, count) => `${name}, ${some(count)}`,
    count: (count) => figures.count(count),
    empty: "Er ist leer.",
    newTitle: "Neuer Ordner",
    newInside: (name) => `Neuer Ordner in „${name}“`,
    newInsideLabel: "Neuer Ordner darin",
    name: "Name",
    create: "Anlegen",
    rename: "Umbenennen",
    renameTitle: "Ordner umbenennen",
    delete: "Löschen",
    deleteTitle: (name) => `Ordner „${name}“ löschen?`,
    deleteText: (count) =>
      count === 0
        ? "Was darin ist, rückt eine Ebene höher."
        : `${some(count)} darin ${count === 1 ? "bleibt" : "bleiben"} erhalten und ${count === 1 ? "rückt" : "rücken"} eine Ebene höher.`,
    cancel: "Abbrechen",
  },

  export: {
    title: (count) => (count === 1 ? "Unterhaltung exportieren" : `${some(count)} exportieren`),
    format: "Form der Datei",
    formats: {
      markdown: { name: "Markdown", text: "Zum Lesen, für Notizen und Wikis." },
      html: { name: "Webseite", text: "Zum Lesen und Drucken, in einer Datei." },
      json: { name: "Bitloft", text: "Mit allem, lässt sich wieder importieren." },
      jsonl: { name: "llama.cpp", text: "Für dessen Weboberfläche, mit allen Fassungen." },
      openai: { name: "OpenAI-JSONL", text: "Für Training und Tests, wie angezeigt." },
      "open-webui": { name: "Open WebUI", text: "Für dessen Import, mit allen Fassungen." },
    },
    choosePlace: "Ort wählen …",
    cancel: "Abbrechen",
    done: (fileName, count, bytes) => `${fileName} ist geschrieben: ${some(count)}, ${figures.bytes(bytes)}.`,
    showFile: "Datei zeigen",
  },

  selection: {
    label: "Ausgewählte Unterhaltungen",
    count: (count) => `${figures.count(count)} ausgewählt`,
    clear: "Auswahl aufheben",
    move: "Ausgewählte verschieben",
    archive: "Ausgewählte archivieren",
    restore: "Ausgewählte zurückholen",
    export: "Ausgewählte exportieren",
    delete: "Ausgewählte löschen",
  },
};
