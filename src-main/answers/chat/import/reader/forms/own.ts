import type { FormReader } from "../foreign.ts";
import { withinRanges } from "../within-ranges.ts";
import { ownConversationSchema } from "./own-schema.ts";

export const own: FormReader = {
  source: "bitloft",
  isIt: (value) => "headId" in value && "settings" in value && Array.isArray(value["messages"]),
  read(value) {
    const { id, title, model, folders, settings, headId, createdAt, updatedAt, messages } =
      ownConversationSchema.parse(value);
    const held = withinRanges(settings);
    return {
      ...{
        source: "bitloft",
        sourceId: id,
        title,
        model,
        folders,
        settings: { version: "preset" in settings ? 2 : 1, ...held.settings },
        settingsLeftOut: held.leftOut,
        headId,
        createdAt,
        updatedAt,
      },
      isExact: true,
      messages: messages.map((message) => ({
        ...{
          id: message.id,
          parentId: message.parentId,
          role: message.role,
          state: message.state,
          createdAt: message.createdAt,
          ...(message.edited === true ? { edited: true } : {}),
        },
        model: message.model,
        parts: message.parts.map(({ kind, text, data }) => ({ kind, text, data: data ?? null })),
      })),
    };
  },
};
