import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";

/** The list over everything that Ctrl or Cmd with K opens. */
export const palette = {
  label: "Search and commands",
  placeholder: "A conversation, a model, a setting, something to do",
  groups: {
    conversations: "Conversations",
    models: "Models",
    actions: "Actions",
    settings: "Settings",
    screens: "Screens",
    found: "Messages in all conversations",
  },
  nothing: (text: string) => `Nothing is called “${text}”, and no conversation says it.`,
  count: (count: number) => `${counted(count, "entry", "entries", figures.count(count))}.`,
  answerWith: "answers from now on",
  importConversations: "Import conversations…",
  openArchive: "Open the archive",
  themes: { light: "Light theme", dark: "Dark theme", system: "System theme" },
  language: (name: string) => `Language: ${name}`,
  modifiers: { control: "Ctrl", command: "Cmd" },
  toggleInspector: "Show or hide the conversation's settings",
  managePrompts: "Saved prompts…",
  findHere: "Find in this conversation",
  exportThis: "Export this conversation…",
  archiveThis: "Archive this conversation",
  renameThis: "Rename this conversation",
  deleteThis: "Delete this conversation",
};

export type PaletteWords = typeof palette;
