import type { MessageStats } from "../../../../src-shared/contract/index.ts";
import type { Language } from "../../../../src-shared/words/index.ts";
import type { KeptForm } from "../forms-table.ts";
import type { KeptConversation, KeptPart, KeptSummary, MessageNode } from "../types.ts";

/** A conversation with its whole tree. */
export interface WholeConversation {
  conversation: KeptConversation;
  /** Names, the outermost first. */
  folders: string[];
  /** In the order in which they were made: a parent before its children, siblings in their order. */
  messages: WholeMessage[];
}

export interface WholeMessage extends MessageNode {
  parts: KeptPart[];
  stats: MessageStats | null;
  form: KeptForm | null;
  /** Of all down to this one. */
  summary: KeptSummary | null;
}

/** One file of a form: what it begins with, what stands between two conversations, and its end. */
export interface Form {
  head(count: number, language: Language): string;
  one(conversation: WholeConversation, language: Language): string;
  between: string;
  tail: string;
}
