import type { ErrorCode } from "../../../src-main/contract/index.ts";

export type AdviceAction = "retry" | "token" | "page" | "settings";

export interface Advice {
  title: string;
  /** What to do, where the message from main does not say it already. */
  text: string | null;
  actions: readonly AdviceAction[];
}

export const adviceLabels: Record<AdviceAction, string> = {
  retry: "Try again",
  token: "Add an access token",
  page: "Open its page",
  settings: "Check the Hub's address",
};

const plain = (title: string, text: string | null, ...actions: AdviceAction[]): Advice => ({ title, text, actions });

const byCode: Partial<Record<ErrorCode, Advice>> = {
  "hub-offline": plain(
    "The Hub cannot be reached.",
    "Check the connection; installed models go on working.",
    "retry",
    "settings",
  ),
  "hub-timeout": plain("The Hub did not answer in time.", null, "retry", "settings"),
  "hub-rate-limited": plain("The Hub asks for a pause.", "With an access token the limit is higher.", "retry", "token"),
  "hub-not-found": plain(
    "The Hub has no such repository.",
    "It may have been renamed or made private.",
    "page",
    "token",
  ),
  "hub-gated": plain(
    "Its owner asks for agreement first.",
    "Accept the terms on its page, then add your access token here.",
    "page",
    "token",
  ),
  "hub-bad-token": plain(
    "The Hub does not accept the access token.",
    "Make a new one on the Hub and put it in.",
    "token",
    "retry",
  ),
  "hub-bad-answer": plain(
    "The Hub's answer makes no sense.",
    "A proxy or a sign-in page may be in between.",
    "retry",
    "settings",
  ),
  "hub-refused-address": plain("The Hub's address is refused.", null, "settings"),
  "unsupported-model": plain("The engine cannot run this model.", null, "page"),
  "malformed-gguf": plain("Its file cannot be read.", null, "page", "retry"),
  "not-gguf": plain("There is no GGUF file to run in it.", null, "page"),
};

/** What a person can do about an error code; `code` may be one that this window does not know. */
export function adviceFor(code: string): Advice {
  return byCode[code as ErrorCode] ?? plain("This did not work.", null, "retry");
}
