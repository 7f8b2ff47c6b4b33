import { z } from "zod";
import { importLimits } from "../limits.ts";
import type { ForeignPart } from "./foreign.ts";

/** Seconds since 1970 are below this, and milliseconds above, from 1973 to the year 5138. */
const leastMs = 1e11;

/** Text, or "" for anything else. */
export const textField = z.string().catch("");
/** An id; null for what is none. */
export const idField = z
  .union([z.string().min(1).max(importLimits.nameCharacters), z.number().transform(String)])
  .nullable()
  .catch(null);
/** A moment in milliseconds since 1970, from seconds, milliseconds or ISO 8601; null for anything else. */
export const timeField = z.unknown().optional().transform(toMs);
/** Anything, or nothing. */
export const anyField = z.unknown().optional();
/** A list whose items are not looked at yet; none for anything else. */
export const listField = z.array(z.unknown()).catch([]);
export const flagField = z.boolean().catch(false);

export function toMs(value: unknown): number | null {
  const time = typeof value === "string" ? Date.parse(value) : value;
  if (typeof time !== "number" || !Number.isFinite(time) || time <= 0) return null;
  const ms = Math.round(time < leastMs ? time * 1000 : time);
  return Number.isSafeInteger(ms) ? ms : null;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const textPart = (text: unknown): ForeignPart[] =>
  typeof text === "string" && text.trim() !== "" ? [{ kind: "text", text }] : [];

export const thinkingPart = (text: unknown): ForeignPart[] =>
  typeof text === "string" && text.trim() !== "" ? [{ kind: "thinking", text: text.trim() }] : [];

/** What no reader understands, as it came. */
export const otherPart = (data: unknown): ForeignPart => ({ kind: "other", text: "", data });

/** JSON as it is written; text as it is. */
export const asText = (value: unknown): string =>
  typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);

const toolCallSchema = z.object({
  id: idField,
  function: z.object({ name: textField, arguments: anyField }).catch({ name: "", arguments: "" }),
});

/** OpenAI's `tool_calls`, also as JSON in a text. */
export function toolCallParts(calls: unknown): ForeignPart[] {
  let list = calls;
  if (typeof calls === "string" && calls.trim() !== "") {
    try {
      list = JSON.parse(calls);
    } catch {
      return [otherPart({ toolCalls: calls })];
    }
  }
  if (!Array.isArray(list)) return [];
  return list.map((call: unknown): ForeignPart => {
    const parsed = toolCallSchema.safeParse(call);
    if (!parsed.success) return otherPart(call);
    const { id, function: named } = parsed.data;
    return { kind: "tool-call", text: asText(named.arguments), data: { id, name: named.name } };
  });
}

export function toolResultPart(text: unknown, id: string | null, name = ""): ForeignPart {
  return { kind: "tool-result", text: asText(text), data: { id, name } };
}

/** An attachment of which only the text is there, or only that there was one. */
export function attachmentPart(
  name: string,
  mediaType: string,
  text = "",
  content?: ForeignPart["content"],
): ForeignPart {
  const data = { name: name.slice(0, importLimits.nameCharacters), mediaType, sizeBytes: null, sha256: null };
  return { kind: "attachment", text, data, ...(content === undefined ? {} : { content }) };
}

const dataUrl = /^data:([\w.+-]+\/[\w.+-]+)?(?:;[\w=.+-]+)*;base64,/;

/** An image or a file that is in the JSON itself; null for an address elsewhere, which is never asked. */
export function fromDataUrl(url: unknown, name: string): ForeignPart | null {
  const head = typeof url === "string" ? dataUrl.exec(url) : null;
  if (head === null || typeof url !== "string") return null;
  const content = Buffer.from(url.slice(head[0].length), "base64");
  return attachmentPart(name, head[1] ?? "application/octet-stream", "", content);
}

/** OpenAI's `content`: a text, or a list of texts, images and others. */
export function contentParts(content: unknown): ForeignPart[] {
  if (!Array.isArray(content))
    return typeof content === "string" || content == null ? textPart(content) : [otherPart(content)];
  return content.flatMap((item: unknown): ForeignPart[] => {
    if (typeof item === "string") return textPart(item);
    if (!isRecord(item)) return [otherPart(item)];
    const { type, text, image_url: image } = item;
    if ((type === "text" || type === "input_text" || type === "output_text") && typeof text === "string")
      return textPart(text);
    const url = isRecord(image) ? image["url"] : image;
    return [fromDataUrl(url, "image") ?? otherPart(item)];
  });
}
