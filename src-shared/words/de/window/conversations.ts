import type { ConversationsWords } from "../../en/window/conversations.ts";
import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";

const some = (count: number): string => counted(count, "Unterhaltung", "Unterhaltungen", figures.count(count));

/** The first of several, and how many more. */
const names = (files: readonly string[]): string =>
  files.length === 1 ? (files[0] ?? "") : `${files[0] ?? ""} und ${files.length - 1} weitere`;

export const conversations: ConversationsWords = {
  search: "Suchen",
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
  unpin: "Lösen",
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
    empty: "Dieser Ordner ist leer.",
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
    format: "Dateiformat",
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

  import: {
    choose: "Importieren …",
    title: "Unterhaltungen importieren",
    reading: (files) => `${names(files)} ${files.length === 1 ? "wird" : "werden"} gelesen …`,
    files: (files) => names(files),
    sources: {
      bitloft: "Aus Bitloft",
      chatgpt: "Aus ChatGPT",
      claude: "Aus Claude",
      "lm-studio": "Aus LM Studio",
      jan: "Aus Jan",
      "open-webui": "Aus Open WebUI",
      "llama-cpp": "Aus llama.cpp",
      ollama: "Aus Ollama",
      "text-generation-webui": "Aus text-generation-webui",
      "openai-jsonl": "OpenAI-JSONL",
      sharegpt: "ShareGPT",
    },
    notRecognised: "Nicht erkannt",
    fresh: (count, ended) => `${some(count)} ${ended ? "importiert" : "zu importieren"}`,
    updated: (count, ended) => `${some(count)} ${ended ? "ergänzt" : "mit Neuem"}`,
    messages: (count) => counted(count, "neue Nachricht", "neue Nachrichten", figures.count(count)),
    attachments: (count) => counted(count, "angehängte Datei", "angehängte Dateien", figures.count(count)),
    unchanged: (count) => `${some(count)} schon hier`,
    skipped: (count, ended) => (ended ? `${figures.count(count)} ausgelassen` : `${figures.count(count)} nicht lesbar`),
    nothingNew: "Darin ist nichts Neues.",
    begin: (count) => (count === 0 ? "Importieren" : `${figures.count(count)} importieren`),
    running: "Unterhaltungen werden importiert",
    goesOn: "Währenddessen lässt sich weiterarbeiten.",
    stop: "Abbrechen",
    goOn: "Im Hintergrund fortsetzen",
    done: "Importiert",
    notDone: "Der Import ist stehen geblieben.",
    stopped: "Nicht alles wurde importiert.",
    stoppedText: "Was bis dahin übernommen wurde, ist hier. Ein neuer Import ergänzt den Rest und verdoppelt nichts.",
    interrupted: (files) =>
      `Bitloft wurde beim Lesen von ${names(files)} beendet. Ein neuer Import ergänzt den Rest und verdoppelt nichts.`,
    imported: (count) => `${some(count)} importiert.`,
    details: "Details",
    dismiss: "Ausblenden",
    cancel: "Abbrechen",
    close: "Fertig",
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
