import { titleFrom } from "../../title.ts";
import type { ForeignMessage } from "./foreign.ts";

/** A title for a conversation that has none, from its first question. */
export function titleOfFirst(messages: readonly ForeignMessage[]): string {
  const question = messages.find(({ role }) => role === "user")?.parts.find(({ kind }) => kind === "text");
  return titleFrom(question?.text ?? "");
}
