export { ImportJobs } from "./import-jobs.ts";
export { importFile } from "./import-file.ts";
export { ConversationImports, attachmentsFolderIn } from "./conversation-imports.ts";
