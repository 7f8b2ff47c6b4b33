import type { Language } from "../../../../src-shared/words/index.ts";
import type { KeptPart } from "../types.ts";
import { branchOf } from "./branch-of.ts";
import { attachmentOf, toolOf } from "./part-data.ts";
import type { Form, WholeConversation, WholeMessage } from "./types.ts";

/** One page that needs nothing else and runs nothing: every text is escaped, and its policy allows only its own style. */
export const html: Form = {
  head: (count, { locale, transcript }) =>
    `<!doctype html>
<html lang="${escaped(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${escaped(transcript.collection(count))} · Bitloft</title>
<style>${style}</style>
</head>
<body>
`,
  one: describe,
  between: "",
  tail: "</body>\n</html>\n",
};

const style = `
:root { color-scheme: light dark; --page: #fff; --ink: #1d1d21; --soft: #5c5c66; --line: #dcdce2; --box: #f4f4f6; }
@media (prefers-color-scheme: dark) {
  :root { --page: #16161a; --ink: #ececf0; --soft: #a5a5b0; --line: #34343c; --box: #212127; }
}
body { margin: 0 auto; padding: 2rem 1rem; max-width: 46rem; background: var(--page); color: var(--ink);
  font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
main + main { margin-top: 4rem; border-top: 1px solid var(--line); padding-top: 2rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 0.25rem; }
h2 { font-size: 0.875rem; color: var(--soft); margin: 0 0 0.25rem; }
.facts, .note { color: var(--soft); font-size: 0.875rem; }
article { margin: 1.5rem 0; }
article.user { background: var(--box); border-radius: 0.75rem; padding: 0.75rem 1rem; }
.text { white-space: pre-wrap; }
details { border-left: 2px solid var(--line); padding-left: 0.75rem; margin: 0.5rem 0; color: var(--soft); }
pre { background: var(--box); border-radius: 0.5rem; padding: 0.75rem 1rem; overflow-x: auto; white-space: pre;
  font: 0.875rem/1.5 ui-monospace, monospace; overflow-wrap: normal; }
article.user pre { background: var(--page); }
@media print { details { break-inside: avoid; } }
`;

function describe(whole: WholeConversation, { transcript, figures }: Language): string {
  const { title, settings, createdAt, variantName } = whole.conversation;
  const branch = branchOf(whole);
  const others = whole.messages.length - branch.length;
  const facts = [figures.date(createdAt), ...(variantName === null ? [] : [variantName])].join(" · ");
  return [
    "<main>",
    `<h1>${escaped(title === "" ? transcript.untitled : title)}</h1>`,
    `<p class="facts">${escaped(facts)}</p>`,
    ...(settings.systemPrompt === "" ? [] : [folded(transcript.system, settings.systemPrompt)]),
    ...branch.map((message) => said(message, transcript)),
    ...(others === 0 ? [] : [`<p class="note">${escaped(transcript.otherMessages(others))}</p>`]),
    "</main>\n",
  ].join("\n");
}

function said(message: WholeMessage, words: Language["transcript"]): string {
  const speaker = message.role === "user" ? words.you : (message.variantName ?? words.answer);
  const cut = message.state === "complete" ? [] : [`<p class="note">${escaped(words.cutShort)}</p>`];
  return [
    `<article class="${message.role}">`,
    `<h2>${escaped(speaker)}</h2>`,
    ...message.parts.map((part) => partHtml(part, words)),
    ...cut,
    "</article>",
  ].join("\n");
}

function partHtml(part: KeptPart, words: Language["transcript"]): string {
  const { kind, text } = part;
  if (kind === "text") return textHtml(text);
  if (kind === "thinking") return folded(words.thinking, text);
  if (kind === "tool-call") return folded(words.toolCall(toolOf(part).name), text);
  if (kind === "tool-result") return folded(words.toolResult, text);
  if (kind === "attachment") {
    const title = words.attachment(attachmentOf(part).name);
    return text === "" ? `<p class="note">${escaped(title)}</p>` : folded(title, text);
  }
  return text === "" ? `<p class="note">${escaped(words.notShown)}</p>` : textHtml(text);
}

function folded(title: string, text: string): string {
  return `<details><summary>${escaped(title)}</summary><div class="text">${escaped(text.trim())}</div></details>`;
}

/** Text as it was written, its fenced code apart: where the fences are not in pairs, the last one runs to the end. */
function textHtml(text: string): string {
  const pieces: string[] = [];
  let prose: string[] = [];
  let code: { fence: string; lines: string[] } | null = null;
  const endProse = (): void => {
    const all = prose.join("\n").trim();
    if (all !== "") pieces.push(`<div class="text">${escaped(all)}</div>`);
    prose = [];
  };
  for (const line of text.split("\n")) {
    const fence = /^ {0,3}(`{3,}|~{3,})([^`]*)$/.exec(line);
    if (code === null && fence !== null) {
      endProse();
      code = { fence: fence[1] ?? "", lines: [] };
    } else if (code !== null && fence?.[1]?.startsWith(code.fence) === true && fence[2]?.trim() === "") {
      pieces.push(codeHtml(code.lines));
      code = null;
    } else if (code === null) prose.push(line);
    else code.lines.push(line);
  }
  if (code !== null) pieces.push(codeHtml(code.lines));
  endProse();
  return pieces.join("\n");
}

const codeHtml = (lines: readonly string[]): string => `<pre><code>${escaped(lines.join("\n"))}</code></pre>`;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (found) => entities[found] ?? "");
}
