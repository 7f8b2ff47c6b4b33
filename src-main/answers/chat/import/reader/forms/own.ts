import { z } from "zod";
import { formOutcomes } from "../../../../../../src-shared/contract/index.ts";
import { keptFormSchema } from "../../../../../ground/schemas/index.ts";
import { importLimits } from "../../limits.ts";
import type { ForeignMessage, FormReader } from "../foreign.ts";
import { withinRanges } from "../within-ranges.ts";
import { ownConversationSchema } from "./own-schema.ts";

const formedSchema = z
  .object({ outcome: z.enum(formOutcomes).nullable(), differsAt: z.string().nullable() })
  .and(keptFormSchema);

/** Of an answer that was asked for in one. A form that cannot be read is no reason to leave its answer out. */
function formOf(json: unknown): Pick<ForeignMessage, "form"> {
  const { data } = formedSchema.safeParse(json);
  if (data === undefined || data.kind === "free") return {};
  const { outcome, differsAt: at, ...form } = data;
  return JSON.stringify(data).length > importLimits.dataCharacters
    ? {}
    : { form: { kind: form.kind, form, outcome, at } };
}

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
          ...formOf(message.form),
        },
        model: message.model,
        parts: message.parts.map(({ kind, text, data }) => ({ kind, text, data: data ?? null })),
      })),
    };
  },
};
