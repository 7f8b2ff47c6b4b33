import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";

const some = (count: number): string => counted(count, "conversation", "conversations", figures.count(count));

/** The list of conversations: its places, what was found, and moving in and out. */
export const conversations = {
  pinned: "Pinned",
  folders: "Folders",
  archive: "Archive",
  archiveWith: (count: number) => `Archive, ${some(count)}`,
  backToList: "Back to all conversations",
  archiveEmpty: "Nothing is archived any more.",
  results: "Found",
  on: (time: number) => figures.date(time),
  archived: "archived",
  inTitle: "in the title",

  pin: "Pin",
  unpin: "Unpin",
  moveTo: "Move to",
  noFolder: "No folder",
  newFolder: "New folder…",
  toArchive: "Archive",
  restore: "Restore",
  exportAs: "Export…",

  archivedNow: (title: string) => `“${title}” is in the archive.`,
  manyArchived: (count: number) => `${some(count)} went to the archive.`,
  restored: (title: string) => `“${title}” is back in the list.`,
  manyRestored: (count: number) => `${some(count)} ${count === 1 ? "is" : "are"} back in the list.`,
  manyDeleted: (count: number) => `${some(count)} ${count === 1 ? "was" : "were"} deleted.`,
  undo: "Undo",

  folder: {
    moreFor: (name: string) => `More for the folder “${name}”`,
    withCount: (name: string, count: number) => `${name}, ${some(count)}`,
    count: (count: number) => figures.count(count),
    empty: "Nothing is in it.",
    newTitle: "New folder",
    newInside: (name: string) => `New folder in “${name}”`,
    newInsideLabel: "New folder inside",
    name: "Name",
    create: "Create",
    rename: "Rename",
    renameTitle: "Rename the folder",
    delete: "Delete",
    deleteTitle: (name: string) => `Delete the folder “${name}”?`,
    deleteText: (count: number) =>
      count === 0
        ? "What is in it moves up."
        : `${some(count)} in it ${count === 1 ? "stays" : "stay"} and ${count === 1 ? "moves" : "move"} up.`,
    cancel: "Cancel",
  },

  export: {
    title: (count: number) => (count === 1 ? "Export the conversation" : `Export ${some(count)}`),
    format: "Form of the file",
    formats: {
      markdown: { name: "Markdown", text: "For reading, and for notes and wikis." },
      html: { name: "Web page", text: "For reading and printing, in one file." },
      json: { name: "Bitloft", text: "With everything, to be imported again." },
      jsonl: { name: "llama.cpp", text: "For its web interface, with all versions." },
      openai: { name: "OpenAI JSONL", text: "For training and tests, as shown." },
      "open-webui": { name: "Open WebUI", text: "For its import, with all versions." },
    },
    choosePlace: "Choose a place…",
    cancel: "Cancel",
    done: (fileName: string, count: number, bytes: number) =>
      `${fileName} was written: ${some(count)}, ${figures.bytes(bytes)}.`,
    showFile: "Show file",
  },

  selection: {
    label: "Selected conversations",
    count: (count: number) => `${figures.count(count)} selected`,
    clear: "Clear the selection",
    move: "Move the selected ones",
    archive: "Archive the selected ones",
    restore: "Restore the selected ones",
    export: "Export the selected ones",
    delete: "Delete the selected ones",
  },
};

export type ConversationsWords = typeof conversations;
