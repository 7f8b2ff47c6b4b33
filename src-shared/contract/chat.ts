import { type AnswerForm, type FormedAnswer, freeForm } from "./answer-form.ts";
import type { AwaitedModel } from "./download.ts";
import type { AnswerStats } from "./engine.ts";
import type { ErrorDto } from "./errors.ts";
import type { AnyOf, LeftOut } from "./left-out.ts";
import type { SamplingChanges } from "./sampling.ts";

/** What becomes of a conversation that is longer than the context. */
export const fullPolicies = ["stop", "drop-oldest", "drop-middle", "summarise"] as const;
/**
 * `stop`: nothing is asked any more. `drop-oldest`: the model sees the end of it. `drop-middle`: that and the first question with its
 * answer. `summarise`: a summary that the model has written of its beginning (`ConversationSummary`), and what comes after that.
 */
export type FullPolicy = (typeof fullPolicies)[number];

export interface ThinkingSettings {
  /** Null: as the model does by itself. */
  on: boolean | null;
  /** One of the model's own words for it; null: the usual. */
  effort: string | null;
  /** After this many tokens the answer has to begin; null: without a limit. */
  budgetTokens: number | null;
}

export interface ConversationSettings {
  /** With variables in it, as "{{date}}" (`fillVariables`). */
  systemPrompt: string;
  /** A built-in preset's name or the id of one's own; null: what conversations with this model begin with. */
  preset: string | null;
  /** What differs from the preset. */
  sampling: SamplingChanges;
  thinking: ThinkingSettings;
  whenFull: FullPolicy;
  /** Null: the plan chooses. */
  contextTokens: number | null;
  /** What answers must look like. */
  answerForm: AnswerForm;
}
export type ConversationSettingsInput = AnyOf<
  Omit<ConversationSettings, "thinking"> & { thinking: AnyOf<ThinkingSettings> }
>;

/** What a new conversation starts with. */
export const defaultConversationSettings: ConversationSettings = {
  systemPrompt: "",
  preset: null,
  sampling: {},
  thinking: { on: null, effort: null, budgetTokens: null },
  whenFull: "stop",
  contextTokens: null,
  answerForm: freeForm,
};

export interface Conversation {
  id: string;
  /** Empty until its first question. */
  title: string;
  /** The variant that answered last, or was chosen; null when it was deleted or never chosen. */
  variantId: string | null;
  /** "Gemma-3-4B · Q4_K_M", kept though the variant may be gone. */
  variantName: string | null;
  settings: ConversationSettings;
  /** The last message of the branch that is shown. */
  headId: string | null;
  /** Null: in no folder. */
  folderId: string | null;
  pinned: boolean;
  archived: boolean;
  createdAt: number;
  updatedAt: number;
  /**
   * Counts the changes of its branch since the application began: a window that shows an older number has missed
   * something.
   */
  revision: number;
}

export type MessageState = "complete" | "streaming" | "stopped" | "interrupted" | "failed";

/** What a message is made of, in the order in which it was said. The next question's prompt has the same parts as the window. */
export interface MessagePart {
  /** `thinking`: the reasoning before an answer. */
  kind: "thinking" | "text";
  text: string;
}

/** Messages of a branch that follow one another, and that a model did not see. */
export interface LeftOutMessages {
  /** How many precede the first of them. */
  after: number;
  messages: number;
  /** It was given a summary of them. */
  summarised: boolean;
}

/**
 * What a model is given in the place of a branch's oldest messages, while the conversation's policy is to summarise them. Every branch that
 * has these messages has it.
 */
export interface ConversationSummary {
  /** The last message that it stands for. */
  messageId: string;
  /** How many it stands for: all down to that one. */
  messages: number;
  text: string;
  /** A person has written it anew. */
  edited: boolean;
  /** Who wrote it. */
  variantName: string | null;
  /** What it took: read anew for it, and written. */
  readTokens: number;
  tokens: number;
  createdAt: number;
}

export interface MessageStats extends AnswerStats {
  /** What the model did not see of the conversation when it wrote this; null when it saw all of it. */
  leftOut: LeftOutMessages | null;
}

/** A node of the conversation's tree. */
export interface Message {
  id: string;
  conversationId: string;
  parentId: string | null;
  role: "user" | "assistant";
  /** None before an answer's first word; a question is one text. */
  parts: MessagePart[];
  state: MessageState;
  error: ErrorDto | null;
  stats: MessageStats | null;
  variantName: string | null;
  /** An answer that the person has written anew. */
  edited: boolean;
  /** Null for an answer in free words, and for a question. */
  form: FormedAnswer | null;
  createdAt: number;
  /** Ids of all children of the parent in order, itself among them: "2 of 3". */
  siblingIds: string[];
}

/** Messages of a branch that follow one another, first message first. */
export interface MessagePage {
  messages: Message[];
  /** How many precede the first of them. */
  earlier: number;
}

/** The end of the branch that is shown. */
export interface ConversationView extends MessagePage {
  conversation: Conversation;
  /** The one of the branch that stands for most of it, whatever the policy is; null where it has none. */
  summary: ConversationSummary | null;
  /** One is being written now, before the answer. */
  isSummarising: boolean;
}

/**
 * What changed in the branch that a conversation shows; what comes before stays as it was. Each counts the
 * conversation's revision up by one, so that one that was missed shows.
 */
export interface BranchChange extends ConversationView {
  /** The message above the first one; null at the beginning. Who does not have it asks for the view. */
  after: string | null;
}

export interface ConversationId {
  id: string;
}
/** The page above a message. */
export interface EarlierMessages {
  conversationId: string;
  messageId: string;
  /** As far up as this message and some above it, in a larger page; left out: a page. */
  until: string | null;
}
export type EarlierMessagesInput = LeftOut<EarlierMessages, "until">;
export interface CreateConversation {
  variantId: string | null;
  settings: ConversationSettings;
}
export type CreateConversationInput = AnyOf<
  Omit<CreateConversation, "settings"> & { settings: ConversationSettingsInput }
>;
export interface RenameConversation {
  id: string;
  title: string;
}
export interface UpdateConversation {
  id: string;
  variantId?: string | null | undefined;
  /** What is to be another; all else stays as it is. */
  settings?: AnyOf<ConversationSettings> | undefined;
}
export type UpdateConversationInput = Omit<UpdateConversation, "settings"> & {
  settings?: ConversationSettingsInput | undefined;
};
export interface SendMessage {
  conversationId: string;
  text: string;
  /** It was typed before there was a conversation: it is taken off that draft, and not off the conversation's own. */
  fromNew: boolean;
  /** Messages that are about to be deleted and may still be had back: where the branch that is shown leads through one, it goes on above it. */
  hidden: string[];
}
export type SendMessageInput = LeftOut<SendMessage, "fromNew" | "hidden">;
/**
 * Of `selectBranch` the branch to show, which stays where the message is on it; of `continue` the answer to go on with, of `branchOff` the
 * last message to take along.
 */
export interface MessageChoice {
  conversationId: string;
  messageId: string;
}
/** Another text in the message's place: a new branch beside it. */
export interface EditMessage extends MessageChoice {
  text: string;
}
/** Another text for a summary: of the message that it is kept at. */
export type EditSummary = EditMessage;
/** A new answer to the same question, a branch beside it. */
export interface RetryAnswer extends MessageChoice {
  /** For this answer alone; null: as the conversation's settings say. */
  seed: number | null;
  /** In the form that the answer has which is retried, whatever the conversation's settings say now. */
  sameForm: boolean;
  /** How many answers, one after the other, each with its own seed; a stop ends all of them. */
  times: number;
}
export const mostTimes = 4;
export type RetryAnswerInput = LeftOut<RetryAnswer, "seed" | "sameForm" | "times">;

/**
 * Tokens travel as deltas, batched per frame. `part` is the place of their part in the message, and `offset` where `text` goes in it, so
 * that a lost delta shows.
 */
export interface ChatDelta {
  conversationId: string;
  messageId: string;
  part: number;
  kind: MessagePart["kind"];
  offset: number;
  text: string;
}

/** What is in the composer and was not sent. */
export interface Draft {
  text: string;
  /** What was pasted and is too long for the field; it follows the text. */
  pasted: string;
  /** A question that was sent before there was a model, and goes by itself when there is one; "" for none. */
  waiting: string;
  /** The variant that shall answer, which is not installed yet; null where any will do. */
  awaits: AwaitedModel | null;
}
export interface DraftOf {
  /** Null: of the conversation that is not yet one. */
  conversationId: string | null;
}
export interface KeepDraft extends DraftOf, Draft {}
export type KeepDraftInput = LeftOut<KeepDraft, "waiting" | "awaits">;

/** What was typed in a message's place and not saved. */
export interface MessageEdit {
  messageId: string;
  text: string;
  /** What is too long for the field; it follows the text. */
  pasted: string;
}
export interface KeepEdit {
  conversationId: string;
  messageId: string;
  /** Null: nothing is being edited there any more. */
  edit: Omit<MessageEdit, "messageId"> | null;
}

/** Nothing was typed. */
export const noDraft: Draft = { text: "", pasted: "", waiting: "", awaits: null };

export const isNoDraft = ({ text, pasted, waiting, awaits }: Draft): boolean =>
  text === "" && pasted === "" && waiting === "" && awaits === null;
