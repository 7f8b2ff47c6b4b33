import { z } from "zod";
import { asText, attachmentPart, isRecord, listField, otherPart, textPart, timeField } from "../fields.ts";
import type { ForeignMessage, ForeignPart, FormReader } from "../foreign.ts";
import { splitThinking } from "../split-thinking.ts";
import { titleOfFirst } from "../title-of-first.ts";

const historySchema = z.object({
  internal: z.array(z.tuple([z.unknown(), z.unknown()])),
  metadata: z.record(z.string(), z.unknown()).catch({}),
});
const metaSchema = z.object({
  timestamp: timeField,
  versions: listField,
  attachments: listField,
  model_name: z.string().nullable().catch(null),
});

/** A chat that a character began, so that its first turn has no question. */
const begin = "<|BEGIN-VISIBLE-CHAT|>";

/** Turns of question and answer. The versions of an answer are its siblings; what follows is the last one's. */
export const textGenerationWebUi: FormReader = {
  source: "text-generation-webui",
  isIt: (value) => Array.isArray(value["internal"]) && Array.isArray(value["visible"]),
  read(value, name) {
    const { internal, metadata } = historySchema.parse(value);
    const messages: ForeignMessage[] = [];
    let parentId: string | null = null;
    const add = (id: string, role: "user" | "assistant", parts: ForeignPart[], key: string, isLast = true): void => {
      const meta = metaSchema.catch(none).parse(metadata[key] ?? {});
      const attached = isLast ? meta.attachments.map(toAttachment) : [];
      messages.push({
        id,
        parentId,
        role,
        parts: [...attached, ...parts],
        createdAt: localTime(metadata[key]) ?? meta.timestamp,
        model: meta.model_name,
      });
    };
    for (const [at, [question, answer]] of internal.entries()) {
      if (typeof question === "string" && question !== "" && question !== begin) {
        add(`user_${at}`, "user", textPart(question), `user_${at}`);
        parentId = `user_${at}`;
      }
      const key = `assistant_${at}`;
      const versions = metaSchema
        .catch(none)
        .parse(metadata[key] ?? {})
        .versions.flatMap(versionText);
      for (const [number, version] of versions.entries())
        if (version !== answer) add(`${key}.${number}`, "assistant", splitThinking(version), key, false);
      if (typeof answer === "string" && answer !== "") {
        add(key, "assistant", splitThinking(answer), key);
        parentId = key;
      }
    }
    const file = name.slice(name.lastIndexOf("/") + 1).replace(/\.json$/, "");
    return {
      source: "text-generation-webui",
      sourceId: file,
      title: titleOfFirst(messages) || file,
      headId: parentId,
      createdAt: null,
      updatedAt: null,
      messages,
    };
  },
};

const none: z.infer<typeof metaSchema> = { timestamp: null, versions: [], attachments: [], model_name: null };

/** "Oct 05, 2025 14:32", in the time of that computer. */
const localTime = (meta: unknown): number | null => {
  const text = isRecord(meta) ? meta["timestamp"] : null;
  const time = typeof text === "string" ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
};

function versionText(version: unknown): string[] {
  const text = isRecord(version) ? version["content"] : version;
  return typeof text === "string" && text !== "" ? [text] : [];
}

function toAttachment(value: unknown): ForeignPart {
  if (!isRecord(value)) return otherPart(value);
  return attachmentPart(
    asText(value["name"]),
    asText(value["type"]) || "application/octet-stream",
    asText(value["content"]),
  );
}
