export { branchOf } from "./branch-of.ts";
export { ConversationExports, type Exported, type ExportRequest } from "./conversation-exports.ts";
export { ExportedFiles } from "./exported-files.ts";
export { markdown } from "./markdown.ts";
export type { WholeConversation, WholeMessage } from "./types.ts";
