import type { LanguageCode } from "./language.ts";

/**
 * Forms in which conversations leave: for reading, our own with everything, llama.cpp's UI and Open WebUI with the whole tree, and the
 * shown branch as OpenAI's JSONL.
 */
export const conversationFormats = ["markdown", "html", "json", "jsonl", "openai", "open-webui"] as const;
export type ConversationFormat = (typeof conversationFormats)[number];

export interface ExportConversations {
  ids: string[];
  format: ConversationFormat;
  /** What is to be read in it. */
  language: LanguageCode;
}

/** A file that was written, by its name. */
export interface ExportedFile {
  /** Main knows its place by this. */
  id: string;
  fileName: string;
  conversations: number;
  sizeBytes: number;
}
export interface ExportedFileId {
  id: string;
}
