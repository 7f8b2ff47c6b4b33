import { z } from "zod";
import type {
  ArrangeConversations,
  ConversationPage,
  ConversationPageInput,
  ConversationSearch,
  ConversationSearchInput,
  CreateFolder,
  CreateFolderInput,
  FolderId,
  RenameFolder,
} from "../../../src-shared/contract/index.ts";
import { heldTo } from "../schemas/index.ts";
import { idSchema } from "./id.ts";

const limits = {
  searchCharacters: 500,
  folderNameCharacters: 100,
  /** Chosen together: as many as a person scrolls through. */
  conversationsAtOnce: 5000,
} as const;

const cursor = z.string().max(200).nullable().default(null);
const folderName = z.string().trim().min(1).max(limits.folderNameCharacters);

export const conversationPageSchema = heldTo<ConversationPage, ConversationPageInput>()(
  z.object({
    place: z.union([z.enum(["all", "recent", "pinned", "archived"]), z.object({ folderId: idSchema })]).default("all"),
    cursor,
  }),
);

export const conversationSearchSchema = heldTo<ConversationSearch, ConversationSearchInput>()(
  z.object({ text: z.string().trim().min(1).max(limits.searchCharacters), cursor }),
);

export const createFolderSchema = heldTo<CreateFolder, CreateFolderInput>()(
  z.object({ name: folderName, parentId: idSchema.nullable().default(null) }),
);

export const renameFolderSchema = heldTo<RenameFolder>()(z.object({ id: idSchema, name: folderName }));

export const folderIdSchema = heldTo<FolderId>()(z.object({ id: idSchema }));

export const arrangeConversationsSchema = heldTo<ArrangeConversations>()(
  z.object({
    ids: z.array(idSchema).min(1).max(limits.conversationsAtOnce),
    pinned: z.boolean().optional(),
    archived: z.boolean().optional(),
    folderId: idSchema.nullable().optional(),
  }),
);
