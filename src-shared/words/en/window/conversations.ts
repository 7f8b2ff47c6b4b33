import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";

const some = (count: number): string => counted(count, "conversation", "conversations", figures.count(count));

/** The first of several, and how many more. */
const names = (files: readonly string[]): string =>
  files.length === 1 ? (files[0] ?? "") : `${files[0] ?? ""} and ${files.length - 1} more`;

/** The list of conversations: its places, what was found, and moving in and out. */
export const conversations = {
  search: "Search",
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

  import: {
    choose: "Import…",
    title: "Import conversations",
    reading: (files: readonly string[]) => `Reading ${names(files)}…`,
    files: (files: readonly string[]) => names(files),
    sources: {
      bitloft: "From Bitloft",
      chatgpt: "From ChatGPT",
      claude: "From Claude",
      "lm-studio": "From LM Studio",
      jan: "From Jan",
      "open-webui": "From Open WebUI",
      "llama-cpp": "From llama.cpp",
      ollama: "From Ollama",
      "text-generation-webui": "From text-generation-webui",
      "openai-jsonl": "OpenAI JSONL",
      sharegpt: "ShareGPT",
    },
    notRecognised: "Not recognised",
    fresh: (count: number, ended: boolean) => (ended ? `${some(count)} imported` : `${some(count)} to import`),
    updated: (count: number, ended: boolean) => `${some(count)} ${ended ? "brought up to date" : "with something new"}`,
    messages: (count: number) => counted(count, "new message", "new messages", figures.count(count)),
    attachments: (count: number) => counted(count, "attached file", "attached files", figures.count(count)),
    unchanged: (count: number) => `${some(count)} already here`,
    skipped: (count: number, ended: boolean) =>
      `${figures.count(count)} ${ended ? (count === 1 ? "was" : "were") + " left out" : "cannot be read"}`,
    nothingNew: "There is nothing new in it.",
    begin: (count: number) => (count === 0 ? "Import" : `Import ${figures.count(count)}`),
    running: "Importing conversations",
    goesOn: "You can go on working meanwhile.",
    stop: "Stop",
    goOn: "Continue in the background",
    done: "Imported",
    notDone: "The import has stopped.",
    stopped: "Not everything was imported.",
    stoppedText: "What was taken over so far is here. Importing again adds the rest, and nothing twice.",
    interrupted: (files: readonly string[]) =>
      `Bitloft was closed while it read ${names(files)}. Importing again adds the rest, and nothing twice.`,
    imported: (count: number) => `${some(count)} imported.`,
    details: "Details",
    dismiss: "Dismiss",
    cancel: "Cancel",
    close: "Done",
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
