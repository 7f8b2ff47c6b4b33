import type {
  BranchChange,
  ChatDelta,
  Conversation,
  ConversationSummary,
  ConversationView,
  Message,
  MessagePart,
} from "../../src-shared/contract/index.ts";
import { type Bridge, type BridgeError, toBridgeError } from "../bridge/index.ts";
import { LiveAnswer } from "./live-answer.svelte.ts";

/** Deltas that overtook the answer in which their message comes; more than a second of them would be a fault of ours. */
const maxEarlyDeltas = 200;

/**
 * The shown branch of one conversation, as far as it was asked for, and the answer that is still growing (see
 * `LiveAnswer`). Main holds the tree and numbers its changes: when a number is missing here, the end of the branch is
 * requested.
 */
export class Thread {
  readonly conversationId: string;
  readonly #bridge: Bridge;
  #view = $state.raw<ConversationView | null>(null);
  #error = $state.raw<BridgeError | null>(null);
  #live = $state.raw<LiveAnswer | null>(null);
  #overtaken = $state.raw<Pick<Message, "id" | "parts"> | null>(null);
  #early: ChatDelta[] = [];
  /** Of what is shown, and of the newest that was heard of. */
  #revision = -1;
  #heard = -1;
  #reading: Promise<void> | null = null;
  #readingAbove: Promise<void> | null = null;
  /** Calls whose answer says what changed. */
  #calls = 0;
  #left = false;

  constructor(bridge: Bridge, conversationId: string) {
    this.#bridge = bridge;
    this.conversationId = conversationId;
  }

  /** Null until it was read. */
  get conversation(): Conversation | null {
    return this.#view?.conversation ?? null;
  }
  get error(): BridgeError | null {
    return this.#error;
  }
  get messages(): readonly Message[] {
    return this.#view?.messages ?? [];
  }
  /** How many there are above them. */
  get earlier(): number {
    return this.#view?.earlier ?? 0;
  }
  get summary(): ConversationSummary | null {
    return this.#view?.summary ?? null;
  }
  get isSummarising(): boolean {
    return this.#view?.isSummarising ?? false;
  }
  get isAnswering(): boolean {
    return this.messages.at(-1)?.state === "streaming";
  }

  /** The last answer that was whole when the next one was begun in its place, beside it. */
  get overtaken(): Pick<Message, "id" | "parts"> | null {
    return this.#overtaken;
  }

  /** A message's parts as far as they have come. */
  partsOf(message: Message): readonly MessagePart[] {
    const live = this.#live;
    return live?.messageId === message.id && message.state === "streaming" ? live.parts : message.parts;
  }

  /** A conversation that has just been made. */
  begin(conversation: Conversation): void {
    this.#show({ conversation, messages: [], earlier: 0, summary: null, isSummarising: false });
  }

  /** Asks for the end of the branch. */
  read(): Promise<void> {
    this.#reading ??= this.#readOn().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  has(messageId: string): boolean {
    return this.messages.some(({ id }) => id === messageId);
  }

  /** Brings the page above what is here; with `until` a larger one, as far as some messages above that one. */
  readEarlier(until: string | null = null): Promise<void> {
    if (until !== null) return this.#readAbove(until);
    // Who scrolls and who finds may both want the next page.
    this.#readingAbove ??= this.#readAbove(null).finally(() => {
      this.#readingAbove = null;
    });
    return this.#readingAbove;
  }

  async #readAbove(until: string | null): Promise<void> {
    const [first] = this.messages;
    if (first === undefined || this.earlier === 0) return;
    const { conversationId } = this;
    const wanted = until === null ? {} : { until };
    const page = await this.#bridge.chat.earlier({ conversationId, messageId: first.id, ...wanted });
    const view = this.#view;
    // The branch may be another by now.
    if (view === null || view.messages[0]?.id !== first.id) return;
    this.#view = { ...view, messages: [...page.messages, ...view.messages], earlier: page.earlier };
  }

  /** Brings what is above as far as a message of the branch, however far up it is. */
  async readUntil(messageId: string): Promise<void> {
    for (let before = -1; !this.#left && !this.has(messageId) && this.earlier !== before;) {
      before = this.earlier;
      await this.readEarlier(messageId);
    }
  }

  /** Shows what a call answers, unless main has reported something newer meanwhile. */
  async change(act: () => Promise<BranchChange>): Promise<void> {
    this.#calls++;
    try {
      await this.takeChange(await act());
    } finally {
      this.#calls--;
    }
    await this.#readMissed();
  }

  async takeChange(change: BranchChange): Promise<void> {
    const { conversation, after, messages } = change;
    this.#heard = Math.max(this.#heard, conversation.revision);
    if (this.#left || conversation.revision <= this.#revision) return;
    const shown = this.messages;
    const at = after === null ? -1 : shown.findLastIndex(({ id }) => id === after);
    if (after === null) this.#show(change);
    else if (at < 0 || conversation.revision > this.#revision + 1) await this.read();
    else this.#show({ ...change, messages: [...shown.slice(0, at + 1), ...messages], earlier: this.earlier });
  }

  takeDelta(delta: ChatDelta): void {
    const live = this.#live;
    if (live?.messageId === delta.messageId) {
      if (live.apply(delta)) return;
      // One was missed.
      this.#keepForLater(delta);
      void this.read();
    } else if (!this.messages.some((message) => message.id === delta.messageId)) this.#keepForLater(delta);
  }

  /** Title, settings and variant; the branch comes with a change alone. */
  takeConversation(conversation: Conversation): void {
    const view = this.#view;
    if (view === null) return;
    this.#heard = Math.max(this.#heard, conversation.revision);
    const { headId, revision } = view.conversation;
    this.#view = { ...view, conversation: { ...conversation, headId, revision } };
    void this.#readMissed();
  }

  leave(): void {
    this.#left = true;
    this.#early = [];
    this.#live?.dispose();
    this.#live = null;
  }

  /** A reported change is missing here, and no answer is on its way that could bring it. */
  async #readMissed(): Promise<void> {
    if (this.#calls === 0 && this.#heard > this.#revision && this.#view !== null) await this.read();
  }

  async #readOn(): Promise<void> {
    this.#error = null;
    try {
      // What was reported while the answer was on its way may be newer than it.
      if (!(await this.#readOnce())) await this.#readOnce();
      // What main itself is behind of will not come.
      this.#heard = this.#revision;
    } catch (thrown) {
      if (!this.#left) this.#error = toBridgeError(thrown);
    }
  }

  /** Whether all that was heard of is here. */
  async #readOnce(): Promise<boolean> {
    const view = await this.#bridge.chat.get({ id: this.conversationId });
    if (this.#left) return true;
    const isOlder = view.conversation.revision < this.#revision;
    if (!isOlder) this.#show(view);
    return this.#revision >= this.#heard;
  }

  #show(view: ConversationView): void {
    this.#revision = view.conversation.revision;
    this.#heard = Math.max(this.#heard, this.#revision);
    this.#view = view;
    this.#error = null;
    const last = view.messages.at(-1);
    if (last?.state !== "streaming") {
      this.#live?.dispose();
      this.#live = null;
    } else if (this.#live?.messageId === last.id) {
      this.#live.replace(last.parts);
    } else {
      const before = this.#live;
      if (before !== null && last.siblingIds.includes(before.messageId))
        this.#overtaken = { id: before.messageId, parts: [...before.all] };
      before?.dispose();
      this.#live = new LiveAnswer(last.id, last.parts);
    }
    const early = this.#early;
    this.#early = [];
    for (const delta of early) this.takeDelta(delta);
  }

  #keepForLater(delta: ChatDelta): void {
    this.#early = [...this.#early, delta].slice(-maxEarlyDeltas);
  }
}
