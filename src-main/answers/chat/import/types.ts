import type { ImportSkip, ImportSource, MessageStats } from "../../../../src-shared/contract/index.ts";
import type { KeptForm } from "../forms-table.ts";
import type { KeptPart, KeptSummary } from "../types.ts";

/** A conversation as it was read from another program's file, ready to be kept. */
export interface ReadConversation {
  source: ImportSource;
  /** The program's own; a hash of the content where it has none. */
  sourceId: string;
  title: string;
  systemPrompt: string;
  model: string | null;
  /** Names, the outermost first. */
  folders: string[];
  /** JSON of our own settings; null where it is another program's. */
  settings: string | null;
  headId: string | null;
  createdAt: number;
  updatedAt: number;
  /** SHA-256 of all that is kept of it. */
  fingerprint: string;
  messageCount: number;
}

export interface ReadMessage {
  /** The program's own, unique in its conversation. */
  id: string;
  /** One of the messages before it. */
  parentId: string | null;
  role: "user" | "assistant";
  state: "complete" | "stopped" | "interrupted" | "failed";
  model: string | null;
  createdAt: number;
  /** A person has written this answer anew. Left out where nobody has: what was read before this was known stays the same. */
  edited?: true;
  /** Left out where the answer was asked for in none. */
  form?: KeptForm;
  /** Figures of an answer, where the file has them. */
  stats?: MessageStats;
  /** Of all messages down to this one. */
  summary?: KeptSummary;
  parts: KeptPart[];
  /** Files of its attachments that were found in the archive. */
  attachments: ReadAttachment[];
}

export interface ReadAttachment {
  name: string;
  mediaType: string;
  sizeBytes: number;
  sha256: string;
}

/** What a reader tells: the messages of a conversation come in pieces, between it and its end. */
export type Report =
  | { type: "file"; source: ImportSource | null }
  | { type: "conversation"; conversation: ReadConversation }
  | { type: "messages"; messages: ReadMessage[] }
  | { type: "end" }
  | { type: "skipped"; id: string; reason: ImportSkip }
  | { type: "progress"; doneBytes: number; totalBytes: number };
