import { partData } from "./part-data.ts";
import type { Form, WholeConversation, WholeMessage } from "./types.ts";

/** Counted up when what is written here means something else; `docs/conversations.schema.json` says what it is. */
export const ownVersion = 1;
export const ownFormat = "bitloft-conversations";

/** Our own form: everything that a conversation is, with its whole tree. */
export const ownJson: Form = {
  head: () => `{"format":"${ownFormat}","version":${ownVersion},"conversations":[\n`,
  one: (whole) => JSON.stringify(conversationJson(whole)),
  between: ",\n",
  tail: "\n]}\n",
};

function conversationJson({ conversation, folders, messages }: WholeConversation) {
  const { id, title, variantName, settings, headId, createdAt, updatedAt } = conversation;
  return {
    ...{ id, title, model: variantName, folders, settings, headId, createdAt, updatedAt },
    messages: messages.map(messageJson),
  };
}

function messageJson(message: WholeMessage) {
  const { id, parentId, role, state, error, variantName, edited, createdAt, parts, stats, form, summary } = message;
  return {
    // What is being written is whole when the file is read.
    ...{
      id,
      parentId,
      role,
      state: state === "streaming" ? "interrupted" : state,
      error,
      model: variantName,
      createdAt,
      ...(edited ? { edited } : {}),
    },
    parts: parts.map((part) => ({
      kind: part.kind,
      text: part.text,
      ...(part.data === null ? {} : { data: partData(part) }),
    })),
    stats,
    ...(form === null ? {} : { form: { ...form.form, outcome: form.outcome, differsAt: form.at } }),
    // Of all down to this message.
    ...(summary === null ? {} : { summary }),
  };
}
