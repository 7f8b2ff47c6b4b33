import { unsummarised } from "../../fixtures/unsummarised.ts";
import { type Page, expect } from "@playwright/test";
import type { BranchChange, Conversation, Message } from "../../../src-shared/contract/index.ts";
import { type RunningApp, inMain } from "./app.ts";
import { go } from "./window.ts";

type AnyCall = (domain: string, name: string, input?: unknown) => Promise<unknown>;

/** An open conversation into which answers are put as main would report them, without an engine that writes them. */
export class AwkwardAnswers {
  readonly #app: RunningApp;
  readonly #conversation: Conversation;
  #count = 0;
  /** Of what was reported. */
  #revision = 0;

  private constructor(app: RunningApp, conversation: Conversation) {
    this.#app = app;
    this.#conversation = conversation;
  }

  static async open(app: RunningApp, title = "Awkward answers"): Promise<AwkwardAnswers> {
    await go(app.page, "Chat");
    const named = (await app.page.evaluate(async (name) => {
      const { api } = window as unknown as { api: { call: AnyCall } };
      const made = (await api.call("chat", "create", {})) as { value: { id: string } };
      return api.call("chat", "rename", { id: made.value.id, title: name });
    }, title)) as { value: Conversation };
    await app.page.getByText(title).first().click();
    await expect(app.page.getByRole("log", { name: "Messages" })).toBeVisible();
    return new AwkwardAnswers(app, named.value);
  }

  get page(): Page {
    return this.#app.page;
  }

  /** The whole answer at once, as of a conversation that is opened. Returns its message's id. */
  async show(text: string): Promise<string> {
    const id = this.#nextId();
    await this.#tell([this.#message(id, "assistant", text, "complete")]);
    return id;
  }

  /** A whole branch, from its first message on; of each what is not as usual. */
  async showAll(branch: readonly Partial<Message>[]): Promise<void> {
    await this.#tell(
      branch.map((message) => ({
        ...this.#message(this.#nextId(), message.role ?? "assistant", "", "complete"),
        ...message,
      })),
    );
  }

  async showQuestion(text: string): Promise<void> {
    await this.#tell([this.#message(this.#nextId(), "user", text, "complete")]);
  }

  /** The answer in this many deltas, one every `everyMs`, and its end. */
  async stream(text: string, deltas: number, everyMs: number): Promise<void> {
    const id = this.#nextId();
    await this.#tell([this.#message(id, "assistant", "", "streaming")]);
    await inMain(
      this.#app.application,
      async ({ BrowserWindow }, { conversationId, messageId, whole, count, wait }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        const size = Math.ceil(whole.length / count);
        for (let offset = 0; offset < whole.length; offset += size) {
          const delta = {
            conversationId,
            messageId,
            part: 0,
            kind: "text",
            offset,
            text: whole.slice(offset, offset + size),
          };
          contents?.send("event:chatDelta", delta);
          await new Promise((resolve) => setTimeout(resolve, wait));
        }
      },
      { conversationId: this.#conversation.id, messageId: id, whole: text, count: deltas, wait: everyMs },
    );
    await this.#tell([this.#message(id, "assistant", text, "complete")]);
  }

  /** Resolves when all that is near the screen is drawn and nothing waits for the worker. */
  async settled(): Promise<void> {
    await expect(this.page.locator(".markdown[aria-busy]")).toHaveCount(0, { timeout: 60_000 });
  }

  async #tell(messages: readonly Message[]): Promise<void> {
    const change: BranchChange = {
      conversation: { ...this.#conversation, headId: messages.at(-1)?.id ?? null, revision: ++this.#revision },
      after: null,
      earlier: 0,
      messages: [...messages],
      ...unsummarised,
    };
    await inMain(
      this.#app.application,
      ({ BrowserWindow }, payload) => {
        BrowserWindow.getAllWindows()[0]?.webContents.send("event:chatChanged", payload);
      },
      change,
    );
  }

  #nextId(): string {
    this.#count += 1;
    return `awkward-${String(this.#count)}`;
  }

  #message(id: string, role: Message["role"], text: string, state: Message["state"]): Message {
    const { id: conversationId } = this.#conversation;
    return {
      ...{ id, conversationId, parentId: null, role, state, parts: text === "" ? [] : [{ kind: "text", text }] },
      ...{ error: null, stats: null, form: null, variantName: null, edited: false, createdAt: 0 },
      siblingIds: [id],
    };
  }
}
