import type { Conversation } from "./chat.ts";
import type { AnyOf, LeftOut } from "./left-out.ts";
import type { TextRange } from "./text-ranges.ts";

/**
 * Where a conversation is listed. `recent`: neither pinned nor archived nor in a folder; a pinned one is listed there alone, an archived
 * one too.
 */
export type ConversationPlace = "all" | "recent" | "pinned" | "archived" | { folderId: string };

export interface ConversationPage {
  place: ConversationPlace;
  /** Opaque: the `next` of the page before. */
  cursor: string | null;
}
export type ConversationPageInput = AnyOf<ConversationPage>;

export interface ConversationSearch {
  /** In the title or in any message, as it stands; case does not count. */
  text: string;
  cursor: string | null;
}
export type ConversationSearchInput = LeftOut<ConversationSearch, "cursor">;

/** Some of a message around what was looked for. */
export interface Passage {
  messageId: string;
  role: "user" | "assistant";
  /** Plain text on one line. */
  text: string;
  /** Where what was looked for is in it; none where it is further on. */
  ranges: TextRange[];
  /** Who wrote an answer. */
  variantName: string | null;
  createdAt: number;
}

/** What a search found; `id` is the conversation's. */
export interface FoundConversation {
  id: string;
  conversation: Conversation;
  /** Of the newest message that says it; null where only the title does. */
  passage: Passage | null;
}

export interface ConversationFolder {
  id: string;
  /** The folder that it is in; a folder in a folder has none inside. */
  parentId: string | null;
  name: string;
  /** Conversations that are listed in it. */
  count: number;
}

/** Everything beside the list itself. */
export interface ConversationFolders {
  /** By name, as they were made where names are alike. */
  folders: ConversationFolder[];
  /** How many conversations are archived. */
  archived: number;
}

export interface CreateFolder {
  name: string;
  parentId: string | null;
}
export type CreateFolderInput = LeftOut<CreateFolder, "parentId">;
export interface RenameFolder {
  id: string;
  name: string;
}
export interface FolderId {
  id: string;
}

/** What changes for all of these conversations; what is left out stays. Who is archived is no longer pinned, and who is pinned is no longer archived. */
export interface ArrangeConversations {
  ids: string[];
  pinned?: boolean | undefined;
  archived?: boolean | undefined;
  /** Null: in none. */
  folderId?: string | null | undefined;
}
