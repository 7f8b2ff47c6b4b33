import { untrack } from "svelte";
import type {
  ConversationSettings,
  DownloadRequest,
  InstalledVariant,
  Message,
} from "../../src-shared/contract/index.ts";
import { type Bridge, type BridgeError, toBridgeError } from "../bridge/index.ts";
import type { Drafts } from "./drafts.svelte.ts";
import type { EngineState } from "./engine.svelte.ts";
import type { ModelChoice } from "./model-choice.svelte.ts";
import type { OpenConversation } from "./open-conversation.svelte.ts";
import type { WaitingQuestions } from "./waiting-questions.svelte.ts";

/** A question that waits for its model. */
export interface PendingQuestion {
  conversationId: string | null;
  text: string;
}

export interface QuestionSources {
  open: OpenConversation;
  drafts: Drafts;
  models: ModelChoice;
  engine: EngineState;
  waiting: WaitingQuestions;
  /** Messages that are not shown any more and main still has. */
  hidden: () => string[];
  /** Main has what was changed here when this resolves. */
  saved: () => Promise<void>;
}

export interface RetryOptions {
  /** Who answers, and from now on; the one that answers here when left out. */
  variant?: InstalledVariant | null;
  /** For this answer alone; null: as the settings say. */
  seed?: number | null;
  /** In the form of the answer that is retried. */
  sameForm?: boolean;
  /** How many answers, each with its own seed. */
  times?: number;
}

/** Who answers in the open conversation, and asking: the model is loaded first, and a question may have to wait for it. */
export class Questions {
  readonly #bridge: Bridge;
  readonly #open: OpenConversation;
  readonly #drafts: Drafts;
  readonly #models: ModelChoice;
  readonly #engine: EngineState;
  readonly #waiting: WaitingQuestions;
  readonly #hidden: () => string[];
  readonly #saved: () => Promise<void>;
  #pending = $state.raw<PendingQuestion | null>(null);
  /** Why a question that waited was not sent. */
  #waitingError = $state.raw<BridgeError | null>(null);

  readonly #variant = $derived.by(() => {
    if (this.awaited !== null) return null;
    const arrived = this.#waiting.arrived(this.#open.id)?.id;
    return this.#models.resolve(arrived ?? this.#open.variantId);
  });

  constructor(bridge: Bridge, { open, drafts, models, engine, waiting, hidden, saved }: QuestionSources) {
    this.#bridge = bridge;
    this.#open = open;
    this.#drafts = drafts;
    this.#models = models;
    this.#engine = engine;
    this.#waiting = waiting;
    this.#hidden = hidden;
    this.#saved = saved;
  }

  connect(): () => void {
    return $effect.root(() => {
      $effect(() => this.#beginWithArrived());
    });
  }

  /** Of the open conversation. */
  get pending(): PendingQuestion | null {
    return this.#pending?.conversationId === this.#open.id ? this.#pending : null;
  }
  /** A question is on its way, in whichever conversation. */
  get isBusy(): boolean {
    return this.#pending !== null;
  }
  /** Who answers here. */
  get variant(): InstalledVariant | null {
    return this.#variant;
  }
  /** The variant that shall answer here and is not here yet; null where one can be asked, or none was chosen. */
  get awaited(): DownloadRequest | null {
    return this.#waiting.awaited(this.#open.id);
  }
  /** Why the question that waited here was given back. */
  get waitingError(): BridgeError | null {
    return this.#waitingError;
  }

  /**
   * Loads the model when it is not in memory, then asks; while it is being downloaded, the question waits. What fails gives the text
   * back to the draft and is thrown.
   */
  async ask(text: string): Promise<void> {
    this.#waitingError = null;
    // What cannot be asked yet stays where it was written.
    if (this.#pending) return;
    const { id, settings } = this.#open;
    const variant = this.#variant;
    if (this.awaited !== null) this.#waiting.add(id, text);
    if (variant === null) return;
    this.#drafts.hold(id, text);
    await this.#ask({ conversationId: id, text }, variant, settings);
  }

  /** Answers the same question once more, beside the answer. */
  async retry(
    message: Message,
    { variant = this.#variant, seed = null, sameForm = false, times = 1 }: RetryOptions = {},
  ): Promise<void> {
    const { conversationId, id: messageId } = message;
    const asked = {
      ...(seed === null ? {} : { seed }),
      ...(sameForm ? { sameForm } : {}),
      ...(times > 1 ? { times } : {}),
    };
    await this.#withModel({ conversationId, text: "" }, variant, this.#open.settings, () =>
      this.#open.change(conversationId, () => this.#bridge.chat.retry({ conversationId, messageId, ...asked })),
    );
  }

  /** Goes on with an answer that ended early. */
  async continueAnswer({ conversationId, id: messageId }: Message): Promise<void> {
    await this.#withModel({ conversationId, text: "" }, this.#variant, this.#open.settings, () =>
      this.#open.change(conversationId, () => this.#bridge.chat.continue({ conversationId, messageId })),
    );
  }

  /** Asks something else in the question's place, beside it. */
  async edit(message: Message, text: string): Promise<void> {
    const { conversationId, id: messageId } = message;
    await this.#withModel({ conversationId, text: "" }, this.#variant, this.#open.settings, () =>
      this.#open.change(conversationId, () => this.#bridge.chat.edit({ conversationId, messageId, text })),
    );
  }

  async #ask(question: PendingQuestion, variant: InstalledVariant, settings: ConversationSettings): Promise<void> {
    const { conversationId, text } = question;
    const visit = conversationId === this.#open.id ? this.#open.visit : null;
    await this.#withModel(question, variant, settings, async () => {
      const id = conversationId ?? (await this.#create(variant, settings, visit));
      const from = conversationId === null ? { fromNew: true } : {};
      const hidden = this.#hidden();
      const above = hidden.length > 0 ? { hidden } : {};
      await this.#open.change(id, () => this.#bridge.chat.send({ conversationId: id, text, ...from, ...above }));
      // Main has taken it off the draft with the same write; until then a crash leaves it there.
      this.#drafts.letGo(conversationId);
    });
  }

  async #create(variant: InstalledVariant, settings: ConversationSettings, visit: number | null): Promise<string> {
    const { id, isShown } = await this.#open.create(variant, settings, visit);
    if (isShown && this.#pending) this.#pending = { ...this.#pending, conversationId: id };
    return id;
  }

  /** The awaited model has come: it is loaded, and asked what waits for it. */
  #beginWithArrived(): void {
    const open = this.#open;
    const waiting = this.#waiting;
    // A question that waits for a new conversation goes whatever is looked at meanwhile.
    const isBehind = waiting.arrived(open.id) === null && waiting.question(null) !== "";
    const id = isBehind ? null : open.id;
    const arrived = waiting.arrived(id);
    const isFree = this.#pending === null && !this.#models.loading && this.#engine.view?.status !== "answering";
    if (arrived === null || !isFree || (id !== null && open.conversation === null)) return;
    untrack(() => void this.#begin(id, arrived));
  }

  async #begin(id: string | null, arrived: InstalledVariant): Promise<void> {
    const open = this.#open;
    const question = this.#waiting.question(id);
    const settings = id === open.id ? open.settings : open.nextSettings;
    if (id === null) open.nextVariantId = arrived.id;
    // Once: what fails now is not tried again by itself, nor at the next start.
    if (question === "") this.#waiting.await(id, null);
    else this.#drafts.hold(id, question, { ...this.#drafts.of(id), waiting: "", awaits: null });
    try {
      if (id !== null) await open.setVariant(arrived.id);
      if (question === "") await this.#models.ensureLoaded(arrived.id, settings);
      else await this.#ask({ conversationId: id, text: question }, arrived, settings);
    } catch (thrown) {
      // A failed load is shown where the answer would be.
      if (this.#models.failure === null) this.#waitingError = toBridgeError(thrown);
    }
  }

  /** `question` waits in the thread until its model is loaded and main has taken it. */
  async #withModel(
    question: PendingQuestion,
    variant: InstalledVariant | null,
    settings: ConversationSettings,
    act: () => Promise<void>,
  ): Promise<void> {
    if (!variant || this.#pending) return;
    const chosen = this.#open.conversation?.variantId ?? null;
    this.#pending = question;
    try {
      await this.#models.ensureLoaded(variant.id, settings);
      if (question.conversationId !== null && chosen !== variant.id) {
        await this.#bridge.chat.update({ id: question.conversationId, variantId: variant.id });
      }
      await this.#saved();
      await act();
    } catch (thrown) {
      if (question.text !== "") this.#drafts.giveBack(this.#pending.conversationId, question.text);
      throw toBridgeError(thrown);
    } finally {
      this.#pending = null;
    }
  }
}
