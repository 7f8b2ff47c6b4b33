/**
 * Forms in which conversations leave: for reading, our own with everything, llama.cpp's UI and Open WebUI with the whole tree, and the
 * shown branch as OpenAI's JSONL.
 */
export const conversationFormats = ["markdown", "html", "json", "jsonl", "openai", "open-webui"] as const;
export type ConversationFormat = (typeof conversationFormats)[number];
