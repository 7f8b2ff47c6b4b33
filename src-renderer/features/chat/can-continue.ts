import { type Message, messageText } from "../../../src-shared/contract/index.ts";

const cutShort: readonly Message["state"][] = ["stopped", "interrupted", "failed"];

/** Whether an answer ended before the model was done, and has something to go on with. */
export function canContinue(message: Pick<Message, "parts" | "state" | "stats" | "form">): boolean {
  // Nothing knows at which place of its form it was cut short.
  if (message.form !== null) return false;
  const hasEnded = cutShort.includes(message.state) || message.stats?.stopReason === "max-tokens";
  return hasEnded && (messageText(message) !== "" || messageText(message, "thinking") !== "");
}
