import type { TranscriptWords } from "../language.ts";

export const transcript: TranscriptWords = {
  untitled: "Conversation",
  you: "You",
  answer: "Answer",
  system: "System prompt",
  thinking: "Thinking",
  toolCall: (name) => (name === "" ? "Tool call" : `Tool call: ${name}`),
  toolResult: "Tool's answer",
  attachment: (name) => `Attachment: ${name}`,
  cutShort: "This answer was cut short.",
  notShown: "Something that cannot be shown as text",
  otherMessages: (count) =>
    count === 1 ? "1 message of other branches is not shown." : `${count} messages of other branches are not shown.`,
  collection: (count) => (count === 1 ? "1 conversation" : `${count} conversations`),
};
