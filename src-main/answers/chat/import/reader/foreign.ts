import type { ImportSource, MessageStats } from "../../../../../src-shared/contract/index.ts";
import type { KeptForm } from "../../forms-table.ts";
import type { KeptPart, KeptSummary } from "../../types.ts";
import type { ReadMessage } from "../types.ts";

/** A part as a form's reader found it. */
export interface ForeignPart {
  kind: KeptPart["kind"];
  text: string;
  /** Becomes JSON. */
  data?: unknown;
  /** Of an attachment: what it holds, or the beginning of its file's name in the archive. */
  content?: Buffer | { named: string };
}

/** A message as a form's reader found it: nothing about its tree is certain yet. */
export interface ForeignMessage {
  id: string;
  parentId: string | null;
  /** `system`: above the first question it is the system prompt. `tool`: becomes a part of the answer that it belongs to. */
  role: "user" | "assistant" | "tool" | "system";
  parts: ForeignPart[];
  createdAt: number | null;
  model: string | null;
  state?: ReadMessage["state"];
  /** A person has written this answer anew. */
  edited?: true;
  /** What this answer was asked for in. */
  form?: KeptForm;
  /** Figures of an answer, where the file has them. */
  stats?: MessageStats;
  /** Of all messages down to this one. */
  summary?: KeptSummary;
  /** The program itself does not show it; what hangs from it goes on above. */
  isHidden?: boolean;
}

export interface ForeignConversation {
  source: ImportSource;
  /** Null: it has none. */
  sourceId: string | null;
  title: string;
  systemPrompt?: string;
  model?: string | null;
  folders?: string[];
  settings?: unknown;
  /** Names of settings that the file has and no engine takes. */
  settingsLeftOut?: string[];
  headId: string | null;
  createdAt: number | null;
  updatedAt: number | null;
  messages: ForeignMessage[];
  /** A message is one, as ours are: what follows an answer is not made a part of it. */
  isExact?: boolean;
}

/** One way in which a program writes its conversations. `value` is what the document has in one item, line or as a whole. */
export interface FormReader {
  source: ImportSource;
  isIt(value: Readonly<Record<string, unknown>>): boolean;
  /** Throws a `ZodError`. `name`: of the document, with its folders. */
  read(value: unknown, name: string): ForeignConversation;
}
