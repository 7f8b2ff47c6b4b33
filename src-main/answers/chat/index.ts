export type { Chat, ChatAnswer, ChatEngine, ChatVariants, NewConversation, Turn } from "./types.ts";
export { EngineOnDemand } from "./engine-on-demand.ts";
export { type ChatOptions, createChat } from "./create-chat.ts";
