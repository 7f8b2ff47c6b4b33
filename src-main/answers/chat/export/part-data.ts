import { z } from "zod";
import type { KeptPart } from "../types.ts";

const toolSchema = z.object({ id: z.string().nullable().catch(null), name: z.string().catch("") });
const attachmentSchema = z.object({
  name: z.string().catch(""),
  mediaType: z.string().catch("application/octet-stream"),
  sizeBytes: z.number().nullable().catch(null),
  sha256: z.string().nullable().catch(null),
});

/** What a part is besides its text, as JSON has it. */
export function partData({ data }: KeptPart): unknown {
  return data === null ? null : (JSON.parse(data) as unknown);
}

/** Of a tool's call or answer. */
export function toolOf(part: KeptPart): z.infer<typeof toolSchema> {
  return toolSchema.catch({ id: null, name: "" }).parse(partData(part));
}

export function attachmentOf(part: KeptPart): z.infer<typeof attachmentSchema> {
  const none = { name: "", mediaType: "application/octet-stream", sizeBytes: null, sha256: null };
  return attachmentSchema.catch(none).parse(partData(part));
}

/** All that a message says of one kind, parts of other kinds between them or not. */
export function textOf({ parts }: { parts: readonly KeptPart[] }, kind: KeptPart["kind"]): string {
  return parts
    .filter((part) => part.kind === kind)
    .map(({ text }) => text)
    .join("");
}
