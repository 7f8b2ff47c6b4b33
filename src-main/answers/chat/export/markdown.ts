import type { Language } from "../../../../src-shared/words/index.ts";
import type { KeptPart } from "../types.ts";
import { branchOf } from "./branch-of.ts";
import { attachmentOf, toolOf } from "./part-data.ts";
import type { Form, WholeConversation, WholeMessage } from "./types.ts";

/** The branch that is shown, to be read; what models say is Markdown already and stays as it is. */
export const markdown: Form = {
  head: () => "",
  one: (whole, language) => `${describe(whole, language)}\n`,
  between: "\n---\n\n",
  tail: "",
};

function describe(whole: WholeConversation, language: Language): string {
  const { transcript, figures } = language;
  const { title, settings, createdAt, variantName } = whole.conversation;
  const branch = branchOf(whole);
  const others = whole.messages.length - branch.length;
  const facts = [figures.date(createdAt), ...(variantName === null ? [] : [inLine(variantName)])].join(" · ");
  return [
    `# ${inLine(title === "" ? transcript.untitled : title)}`,
    `*${facts}*`,
    ...(settings.systemPrompt === "" ? [] : [quoted(transcript.system, settings.systemPrompt)]),
    ...branch.flatMap((message) => said(message, language)),
    ...(others === 0 ? [] : [`*${transcript.otherMessages(others)}*`]),
  ].join("\n\n");
}

function said(message: WholeMessage, { transcript }: Language): string[] {
  const speaker = message.role === "user" ? transcript.you : (message.variantName ?? transcript.answer);
  const isWhole = message.state === "complete";
  return [
    `## ${inLine(speaker)}`,
    ...message.parts.map((part) => partText(part, transcript)),
    ...(isWhole ? [] : [`*${transcript.cutShort}*`]),
  ].filter((block) => block !== "");
}

function partText(part: KeptPart, words: Language["transcript"]): string {
  const { kind, text } = part;
  if (kind === "text") return text.trim();
  if (kind === "thinking") return quoted(words.thinking, text);
  if (kind === "tool-call") return `**${inLine(words.toolCall(toolOf(part).name))}**\n\n${fenced(text)}`;
  if (kind === "tool-result") return `**${inLine(words.toolResult)}**\n\n${fenced(text)}`;
  if (kind === "attachment") {
    const name = `*${inLine(words.attachment(attachmentOf(part).name))}*`;
    return text === "" ? name : `${name}\n\n${fenced(text)}`;
  }
  return text === "" ? `*${words.notShown}*` : text;
}

/** As one line in which nothing is markup. */
function inLine(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .trim()
    .replaceAll(/[\\`*_{}[\]<>#|~&]/g, "\\$&");
}

function quoted(title: string, text: string): string {
  const lines = [`**${inLine(title)}**`, "", ...text.trim().split("\n")];
  return lines.map((line) => `> ${line}`.trimEnd()).join("\n");
}

/** In a fence that is longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`{3,}/g), ([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${text.trimEnd()}\n${fence}`;
}
