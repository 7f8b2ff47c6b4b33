import { createHash } from "node:crypto";
import type { ImportSkip } from "../../../../../src-shared/contract/index.ts";
import type { KeptPart } from "../../types.ts";
import { importLimits } from "../limits.ts";
import type { ReadAttachment, ReadConversation, ReadMessage } from "../types.ts";
import type { ForeignConversation, ForeignMessage, ForeignPart } from "./foreign.ts";
import { joinAnswers } from "./join-answers.ts";
import { mendTree } from "./mend-tree.ts";
import { titleOfFirst } from "./title-of-first.ts";

/** Why a conversation is not taken over. */
export class Skipped extends Error {
  override readonly name = "Skipped";
  readonly reason: ImportSkip;

  constructor(reason: ImportSkip) {
    super(reason.key);
    this.reason = reason;
  }
}

/** Puts an attachment's content where it is kept; null where it is not there. */
export type KeepContent = (
  content: NonNullable<ForeignPart["content"]>,
) => Promise<Pick<ReadAttachment, "sizeBytes" | "sha256"> | null>;

/** What a reader found, as it is kept: a sound tree of whole texts. Throws `Skipped`. */
export async function toRead(
  foreign: ForeignConversation,
  now: number,
  keep: KeepContent,
): Promise<{ conversation: ReadConversation; messages: ReadMessage[] }> {
  if (foreign.messages.length > importLimits.messages)
    throw new Skipped({ key: "import-too-many-messages", figures: { most: importLimits.messages } });
  const { prompt, others } = withoutSystem(foreign);
  const mended = mendTree(others);
  const { messages: nodes, joined } =
    foreign.isExact === true
      ? { messages: mended.messages, joined: new Map<string, string>() }
      : joinAnswers(mended.messages);
  if (nodes.length === 0 && foreign.isExact !== true) throw new Skipped({ key: "import-no-messages", figures: {} });
  const start = foreign.createdAt ?? firstTime(nodes) ?? now;
  const messages: ReadMessage[] = [];
  const times = new Map<string, number>();
  for (const node of nodes) {
    const createdAt = within(node.createdAt ?? times.get(node.parentId ?? "") ?? start, now);
    times.set(node.id, createdAt);
    messages.push(await toMessage(node, createdAt, keep));
  }
  const head = foreign.headId === null ? null : placed(foreign.headId, mended.standIn, joined);
  const ids = new Set(nodes.map(({ id }) => id));
  const lastTime = messages.reduce((latest, { createdAt }) => Math.max(latest, createdAt), 0);
  const kept = {
    source: foreign.source,
    title: clean(titleFor(foreign, nodes)).trim().slice(0, importLimits.titleCharacters),
    systemPrompt: clean(prompt),
    model: name(foreign.model) ?? [...nodes].reverse().find(({ model }) => model !== null)?.model ?? null,
    folders: (foreign.folders ?? [])
      .map((folder) => clean(folder).trim().slice(0, importLimits.nameCharacters))
      .filter((folder) => folder !== ""),
    settings: foreign.settings === undefined ? null : JSON.stringify(foreign.settings),
    headId: head !== null && ids.has(head) ? head : newestLeaf(nodes),
  };
  const createdAt = within(start, now);
  const updatedAt = within(foreign.updatedAt ?? (lastTime > 0 ? lastTime : start), now);
  // Of times only those that the file has: else it would be another one whenever it is read.
  const timed = messages.map((message, at) => ({ ...message, createdAt: nodes[at]?.createdAt ?? null }));
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([kept, foreign.createdAt, foreign.updatedAt, timed]))
    .digest("hex");
  const sourceId = foreign.sourceId ?? `sha256:${fingerprint}`;
  return {
    conversation: { ...kept, sourceId, createdAt, updatedAt, fingerprint, messageCount: messages.length },
    messages,
  };
}

/** Above the first question, what the system says is the system prompt; elsewhere it stays where it is. */
function withoutSystem({ messages, systemPrompt = "" }: ForeignConversation): {
  prompt: string;
  others: ForeignMessage[];
} {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const isAtStart = ({ parentId }: ForeignMessage): boolean => {
    let steps = 0;
    for (let at = byId.get(parentId ?? ""); at !== undefined; at = byId.get(at.parentId ?? "")) {
      if (++steps > messages.length) return false;
      if (at.isHidden !== true && at.role !== "system" && at.parts.length > 0) return false;
    }
    return true;
  };
  const prompts = systemPrompt === "" ? [] : [systemPrompt];
  const others = messages.map((message): ForeignMessage => {
    if (message.role !== "system" || message.isHidden === true) return message;
    if (!isAtStart(message)) return { ...message, role: "assistant", parts: message.parts.map(asOther) };
    const text = message.parts.map((part) => part.text).join("");
    if (text.trim() !== "" && !prompts.includes(text)) prompts.push(text);
    return { ...message, isHidden: true };
  });
  return { prompt: prompts.join("\n\n"), others };
}

const asOther = (part: ForeignPart): ForeignPart =>
  part.kind === "text" ? { kind: "other", text: part.text, data: { role: "system" } } : part;

function firstTime(nodes: readonly ForeignMessage[]): number | null {
  return nodes.find(({ createdAt }) => createdAt !== null)?.createdAt ?? null;
}

/** What says that it is of tomorrow would stay on top of every list. */
const within = (time: number, now: number): number => Math.min(Math.max(0, time), now);

function placed(
  id: string,
  standIn: ReadonlyMap<string, string | null>,
  joined: ReadonlyMap<string, string>,
): string | null {
  const shown = standIn.has(id) ? (standIn.get(id) ?? null) : id;
  return shown === null ? null : (joined.get(shown) ?? shown);
}

/** As the window goes down a branch: by the newest child each time. */
function newestLeaf(nodes: readonly ForeignMessage[]): string | null {
  const newest = new Map<string | null, string>();
  for (const { id, parentId } of nodes) newest.set(parentId, id);
  let at = newest.get(null) ?? null;
  for (let next = at; next !== null; next = newest.get(next) ?? null) at = next;
  return at;
}

const titleFor = ({ title, isExact }: ForeignConversation, nodes: readonly ForeignMessage[]): string =>
  title.trim() === "" && isExact !== true ? titleOfFirst(nodes) : title;

async function toMessage(node: ForeignMessage, createdAt: number, keep: KeepContent): Promise<ReadMessage> {
  if (node.parts.length > importLimits.partsOfMessage)
    throw new Skipped({ key: "import-too-rich", figures: { problem: `${node.parts.length} parts` } });
  const attachments: ReadAttachment[] = [];
  const parts: KeptPart[] = [];
  for (const part of node.parts) parts.push(await toPart(part, attachments, keep));
  return {
    ...{ id: node.id, parentId: node.parentId, role: node.role === "user" ? "user" : "assistant" },
    ...(node.edited === true && node.role !== "user" ? { edited: true } : {}),
    ...(node.form === undefined || node.role !== "assistant" ? {} : { form: node.form }),
    ...(node.stats === undefined || node.role !== "assistant" ? {} : { stats: node.stats }),
    ...(node.summary === undefined ? {} : { summary: { ...node.summary, text: clean(node.summary.text) } }),
    ...{
      state: node.state ?? "complete",
      model: node.role === "user" ? null : name(node.model),
      createdAt,
      parts,
      attachments,
    },
  };
}

async function toPart(
  { kind, text, data, content }: ForeignPart,
  attachments: ReadAttachment[],
  keep: KeepContent,
): Promise<KeptPart> {
  if (text.length > importLimits.textCharacters)
    throw new Skipped({ key: "import-too-large", figures: { mostBytes: importLimits.textCharacters } });
  const found = content === undefined ? null : await keep(content);
  if (found === null) return { kind, text: clean(text), data: dataOf(data) };
  const { name: named, mediaType } = data as ReadAttachment;
  attachments.push({ name: clean(named), mediaType: clean(mediaType), ...found });
  return { kind, text: clean(text), data: dataOf({ name: named, mediaType, ...found }) };
}

function dataOf(data: unknown): string | null {
  if (data === undefined || data === null) return null;
  const json = JSON.stringify(data);
  if (json.length > importLimits.dataCharacters)
    throw new Skipped({ key: "import-too-large", figures: { mostBytes: importLimits.dataCharacters } });
  return json;
}

const name = (model: string | null | undefined): string | null =>
  model === null || model === undefined || model === "" ? null : clean(model).slice(0, importLimits.nameCharacters);

/** Text in SQLite may end at a NUL, and cannot have half a character. */
const clean = (text: string): string => text.replaceAll("\0", "").replaceAll(/\p{Surrogate}/gu, "\ufffd");
