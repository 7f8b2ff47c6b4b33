export { AnswerRun, type AnswerEnding, type AnswerStore, type PartGrowth } from "./answer-run.ts";
export { requestOf, sessionFor } from "./asked-for.ts";
export { Chat } from "./chat.ts";
export type { ChatOptions } from "./chat-options.ts";
export { formInstructions, outcomeOf, requireUsable } from "./form-of-answer.ts";
export {
  ConversationExports,
  type Exported,
  ExportedFiles,
  type WholeMessage,
  branchOf,
  markdown,
} from "./export/index.ts";
export { ConversationImports, ImportJobs, attachmentsFolderIn, importFile } from "./import/index.ts";
export { ownWords } from "./own-words.ts";
export { searchSchema, searchVersion } from "./search/index.ts";
export { plainAsking } from "./plain-asking.ts";
export { fromStored, toStored } from "./stored-settings.ts";
export type {
  ChatAnswer,
  ChatAsking,
  ChatLease,
  ChatModels,
  ChatSession,
  ChatTitles,
  ChatVariants,
  NewConversation,
  SaidMessage,
  Turn,
} from "./types.ts";
