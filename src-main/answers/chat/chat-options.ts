import type { Clock, Logger } from "../../ground/core/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import type { ChatAsking, ChatModels, ChatTitles, ChatVariants } from "./types.ts";

export interface ChatOptions {
  db: Database;
  /** The file of the search's index; null where there is none, and a search reads every message. */
  searchIndex: Database | null;
  models: ChatModels;
  variants: ChatVariants;
  /** Without it there are only the built-in presets. */
  asking?: ChatAsking;
  /** Without it a conversation is called as its first question. */
  titles?: ChatTitles;
  /** Where the files of attachments are, which go with the last conversation that has them; null where there are none. */
  attachmentsFolder?: string | null;
  /** Called when some of what was said in a conversation is deleted. */
  onMessagesRemoved?: (conversationId: string) => void;
  clock: Clock;
  logger: Logger;
}
