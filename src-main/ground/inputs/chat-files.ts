import { z } from "zod";
import {
  type ChosenFilesId,
  type DroppedFiles,
  type DroppedPaths,
  type ExportConversations,
  type ExportedFileId,
  conversationFormats,
  languageCodes,
} from "../../../src-shared/contract/index.ts";
import { heldTo } from "../schemas/index.ts";
import { idSchema } from "./id.ts";

const limits = { files: 100, pathCharacters: 32_768, conversationsAtOnce: 5000 } as const;
const path = z.string().min(1).max(limits.pathCharacters);

/** The preload script has put paths in the place of the page's files. */
export const droppedFilesSchema = heldTo<DroppedPaths, DroppedFiles>()(
  z.object({ files: z.array(z.unknown()).readonly().pipe(z.array(path).min(1).max(limits.files)) }),
);

export const chosenFilesIdSchema = heldTo<ChosenFilesId>()(z.object({ id: idSchema }));

export const exportConversationsSchema = heldTo<ExportConversations>()(
  z.object({
    ids: z.array(idSchema).min(1).max(limits.conversationsAtOnce),
    format: z.enum(conversationFormats),
    language: z.enum(languageCodes),
  }),
);

export const exportedFileIdSchema = heldTo<ExportedFileId>()(z.object({ id: idSchema }));
