import type { ErrorCode } from "../../../src-shared/contract/index.ts";

export type AdviceAction = "retry" | "token" | "page" | "settings";

export interface Advice {
  /** What happened, in a word; main's message says the rest. */
  title: string;
  actions: readonly AdviceAction[];
}

export const adviceLabels: Record<AdviceAction, string> = {
  retry: "Try again",
  token: "Add an access token",
  page: "Open its page",
  settings: "Check the Hub's address",
};

const byCode: Partial<Record<ErrorCode, Advice>> = {
  "hub-offline": { title: "The Hub cannot be reached.", actions: ["retry", "settings"] },
  "hub-timeout": { title: "The Hub did not answer in time.", actions: ["retry", "settings"] },
  "hub-rate-limited": { title: "The Hub asks for a pause.", actions: ["retry", "token"] },
  "hub-not-found": { title: "The Hub has no such repository.", actions: ["page", "token"] },
  "hub-gated": { title: "Its owner asks for agreement first.", actions: ["page", "token"] },
  "hub-bad-token": { title: "The Hub does not accept the access token.", actions: ["token", "retry"] },
  "hub-bad-answer": { title: "The Hub's answer makes no sense.", actions: ["retry", "settings"] },
  "hub-refused-address": { title: "The Hub's address is refused.", actions: ["settings"] },
  "unsupported-model": { title: "The engine cannot run this model.", actions: ["page"] },
  "incomplete-model": { title: "Not all of it can be used.", actions: ["page"] },
  "malformed-gguf": { title: "Its file cannot be read.", actions: ["page", "retry"] },
  "not-gguf": { title: "There is no GGUF file to run in it.", actions: ["page"] },
};

/** What a person can do about an error code; `code` may be one that this window does not know. */
export function adviceFor(code: string): Advice {
  return byCode[code as ErrorCode] ?? { title: "This did not work.", actions: ["retry"] };
}
