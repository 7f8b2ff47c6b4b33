import { defaultSampling, freeForm, messageText } from "../../../src-shared/contract/index.ts";
import type { Logger } from "../../ground/core/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import { forModel } from "../engine/index.ts";
import type { AnswerTask } from "./answer-runs.ts";
import { type AskedForSources, askedFor, sessionFor } from "./asked-for.ts";
import { ConversationsTable } from "./conversations-table.ts";
import { titleOfModel } from "./title-of-model.ts";
import type { ChatRequest, ChatTitles, KeptConversation } from "./types.ts";

/** Later answers are asked where questions came too soon after the ones before: as many messages down. */
const lastDepth = 5;
/** Some times what a title takes in any language. */
const maxTokens = 40;
const titleSampling = { ...defaultSampling, temperature: 0.2, maxTokens };

const titleRequest = forModel`Write a title for this conversation, in the language that I write in: two to six words in one line, without quotation marks. Reply with the title and nothing else.`;

export interface ModelTitlesOptions extends AskedForSources {
  db: Database;
  /** Null: titles stay what the first question made of them. */
  titles: ChatTitles | null;
  logger: Logger;
  onTitle: (conversation: KeptConversation) => void;
}

/** Has the model that answered first write the conversation's title, while nobody asks anything; one at a time. */
export class ModelTitles {
  readonly #options: ModelTitlesOptions;
  readonly #conversations: ConversationsTable;
  #ending = new AbortController();
  /** Never rejects. */
  #writing: Promise<void> = Promise.resolve();

  constructor(options: ModelTitlesOptions) {
    this.#options = options;
    this.#conversations = new ConversationsTable(options.db);
  }

  /** After an answer that the model has ended by itself. */
  begin(task: Pick<AnswerTask, "conversation" | "answer" | "variant" | "form">): void {
    const { titles, logger } = this.#options;
    const { conversation, answer } = task;
    if (titles?.isWanted() !== true || answer.depth > lastDepth) return;
    if (!this.#conversations.hasOpenTitle(conversation.id)) return;
    this.stop();
    const { signal } = (this.#ending = new AbortController());
    this.#writing = this.#write(titles, task, signal).catch((thrown: unknown) => {
      logger.info("a conversation got no title from its model", { error: String(thrown) });
    });
  }

  /** What is being written is not wanted any more: something else is asked. */
  stop(): void {
    this.#ending.abort();
  }

  async dispose(): Promise<void> {
    this.stop();
    await this.#writing;
  }

  async #write(
    titles: ChatTitles,
    { conversation, answer, variant, form }: Pick<AnswerTask, "conversation" | "answer" | "variant" | "form">,
    signal: AbortSignal,
  ): Promise<void> {
    const { onTitle } = this.#options;
    const { id } = conversation;
    const asked = await askedFor(this.#options, { conversation, variant, questionId: answer.id, form });
    const messages = [...asked.request.messages, { role: "user" as const, text: titleRequest }];
    // The answer had no words.
    if (messages.at(-2)?.role !== "assistant" || signal.aborted) return;
    const wanted: ChatRequest = {
      ...asked.request,
      ...{ messages, sampling: titleSampling, form: freeForm, whenFull: "stop" },
    };
    const written = await titles.ask(sessionFor(conversation, variant), wanted, signal);
    // Something else came first: after the next answer it is tried again.
    if (written === null || written.stopReason === "stopped" || signal.aborted) return;
    const question = asked.said.find(({ role }) => role === "user");
    const title =
      written.stopReason === "end"
        ? titleOfModel(written.text, question === undefined ? "" : messageText(question))
        : null;
    const isWritten = this.#conversations.closeTitle(id, title) && title !== null;
    const titled = isWritten ? this.#conversations.get(id) : null;
    if (titled !== null) onTitle(titled);
  }
}
