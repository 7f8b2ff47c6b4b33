import type { MessagePart } from "./chat.ts";

/** All that a message says of one kind. */
export function messageText({ parts }: { parts: readonly MessagePart[] }, kind: MessagePart["kind"] = "text"): string {
  return parts
    .filter((part) => part.kind === kind)
    .map(({ text }) => text)
    .join("");
}
