export { Chat, type ChatOptions } from "./chat.ts";
export { EngineOnDemand } from "./engine-on-demand.ts";
export { searchSchema, searchVersion } from "./search/index.ts";
export type { ChatAnswer, ChatEngine, ChatVariants, NewConversation, Turn } from "./types.ts";
