import { attributesOf, unescapeHtml } from "./html-text.ts";
import { textPart, thinkingPart } from "./fields.ts";
import type { ForeignPart } from "./foreign.ts";

const opening = /^<details\s+type="(reasoning|tool_calls|code_interpreter)"([^>\n]*)>/;
const closing = "</details>";

/**
 * An answer in which reasoning and tools stand as HTML of the program's own, taken apart: `<details type="reasoning">` at the beginning of
 * a line, up to the `</details>` that follows. Any other HTML is text.
 */
export function splitDetails(content: string): ForeignPart[] {
  const parts: ForeignPart[] = [];
  let from = 0;
  for (let at = content.indexOf("<details "); at >= 0; at = content.indexOf("<details ", at + 1)) {
    const isAtLine = at === 0 || content[at - 1] === "\n";
    const head = isAtLine ? opening.exec(content.slice(at, at + 20_000)) : null;
    const end = head === null ? -1 : content.indexOf(closing, at);
    if (head === null || end < 0 || at < from) continue;
    const [whole, type = "", attributes = ""] = head;
    parts.push(...textPart(content.slice(from, at)));
    parts.push(...detail(type, attributesOf(attributes), content.slice(at + whole.length, end)));
    from = end + closing.length;
  }
  parts.push(...textPart(content.slice(from)));
  // Blank lines stood around what is parts now.
  return parts.map((part) => (part.kind === "text" && parts.length > 1 ? { ...part, text: part.text.trim() } : part));
}

function detail(type: string, attributes: ReadonlyMap<string, string>, inside: string): ForeignPart[] {
  const body = inside.replace(/^\s*<summary>[^<]*<\/summary>/, "").trim();
  if (type === "reasoning") {
    return thinkingPart(
      unescapeHtml(body)
        .split("\n")
        .map((line) => line.replace(/^> ?/, ""))
        .join("\n"),
    );
  }
  const id = attributes.get("id") ?? null;
  const name = attributes.get("name") ?? type;
  const result = attributes.get("result");
  const call: ForeignPart = { kind: "tool-call", text: attributes.get("arguments") ?? body, data: { id, name } };
  return result === undefined ? [call] : [call, { kind: "tool-result", text: result, data: { id, name } }];
}
