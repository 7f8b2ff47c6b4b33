import { join } from "node:path";
import { defaultConversationSettings } from "../../../src-shared/contract/index.ts";
import type { Services } from "../../../src-main/composition/index.ts";
import { openServices } from "../../fixtures/open-services.ts";

/** An answer as the window sees it come. */
export interface SeenAnswer {
  /** From the question until its first words come. */
  firstMs: number;
  /** From then to its end. */
  writingMs: number;
  tokens: number;
  promptTokens: number;
  cachedTokens: number;
  /** What this process has worked from the first words to the end, as a share of one core. */
  coreShare: number;
}

/** All of main without a window: conversations in a database, deltas to whoever listens. */
export class ChatServices {
  readonly #services: Services;
  readonly #variantId: string;

  private constructor(services: Services, variantId: string) {
    this.#services = services;
    this.#variantId = variantId;
  }

  static async open(folder: string, model: string): Promise<ChatServices> {
    const services = await openServices(join(folder, "services"));
    // What is measured is answers, with nothing between them.
    services.settings.patch({ titlesByModel: false });
    return new ChatServices(services, (await services.library.importFile(model)).id);
  }

  begin(contextTokens: number, maxTokens: number): string {
    const sampling = { temperature: 0, seed: 1, maxTokens };
    const settings = { ...defaultConversationSettings, sampling, contextTokens };
    return this.#services.chat.create({ variantId: this.#variantId, settings }).id;
  }

  async ask(conversationId: string, text: string): Promise<SeenAnswer> {
    const { chat } = this.#services;
    let firstAt = NaN;
    let worked = process.cpuUsage();
    const offDelta = chat.onDelta(() => {
      if (!Number.isNaN(firstAt)) return;
      firstAt = performance.now();
      worked = process.cpuUsage();
    });
    const begun = performance.now();
    chat.send({ conversationId, text, fromNew: false, hidden: [] });
    try {
      const answer = await this.#ended(conversationId);
      const { user, system } = process.cpuUsage(worked);
      const writingMs = performance.now() - firstAt;
      if (answer.stats === null) throw new Error(`no answer: ${JSON.stringify(answer.error)}`);
      const { tokens, promptTokens, cachedTokens } = answer.stats;
      const coreShare = (user + system) / 1000 / writingMs;
      return { firstMs: firstAt - begun, writingMs, tokens, promptTokens, cachedTokens, coreShare };
    } finally {
      void offDelta();
    }
  }

  /** The model leaves memory, and the next question loads it again. */
  async unload(): Promise<void> {
    await this.#services.loader.rest();
  }

  async dispose(): Promise<void> {
    await this.#services.dispose();
  }

  #ended(conversationId: string) {
    const { chat } = this.#services;
    const last = () => chat.get(conversationId).messages.at(-1);
    return new Promise<NonNullable<ReturnType<typeof last>>>((resolve) => {
      const off = chat.onChanged(() => {
        const answer = last();
        if (answer === undefined || answer.state === "streaming") return;
        void off();
        resolve(answer);
      });
    });
  }
}
