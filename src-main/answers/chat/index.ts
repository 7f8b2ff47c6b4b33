export type { Chat, ChatAnswer, ChatEngine, ChatVariants, NewConversation, Turn } from "./chat-types.ts";
export { type ChatOptions, createChat } from "./create-chat.ts";
