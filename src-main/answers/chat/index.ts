export type { Chat, ChatAnswer, ChatEngine, ChatVariants, NewConversation, Turn } from "./types.ts";
export { type ChatOptions, createChat } from "./create-chat.ts";
