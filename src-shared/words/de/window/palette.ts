import type { PaletteWords } from "../../en/window/palette.ts";
import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";

export const palette: PaletteWords = {
  label: "Suchen und Befehle",
  placeholder: "Unterhaltung, Modell, Einstellung oder Befehl",
  groups: {
    conversations: "Unterhaltungen",
    models: "Modelle",
    actions: "Befehle",
    settings: "Einstellungen",
    screens: "Ansichten",
    found: "In allen Unterhaltungen gefunden",
  },
  nothing: (text) => `Nichts heißt „${text}“, und in keiner Unterhaltung steht es.`,
  count: (count) => `${counted(count, "Eintrag", "Einträge", figures.count(count))}.`,
  answerWith: "antwortet ab jetzt",
  importConversations: "Unterhaltungen importieren …",
  openArchive: "Archiv öffnen",
  themes: { light: "Helles Design", dark: "Dunkles Design", system: "Design wie im System" },
  language: (name) => `Sprache: ${name}`,
  modifiers: { control: "Strg", command: "Cmd" },
  toggleInspector: "Einstellungen der Unterhaltung zeigen oder verbergen",
  managePrompts: "Gespeicherte Prompts …",
  findHere: "In dieser Unterhaltung suchen",
  exportThis: "Diese Unterhaltung exportieren …",
  archiveThis: "Diese Unterhaltung archivieren",
  renameThis: "Diese Unterhaltung umbenennen",
  deleteThis: "Diese Unterhaltung löschen",
};
