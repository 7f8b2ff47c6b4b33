import { createContext } from "svelte";
import type { Conversation, ConversationFolder } from "../../../src-shared/contract/index.ts";
import { toBridgeError } from "../../bridge/index.ts";
import type { ChatState } from "../../state/chat.svelte.ts";
import type { LanguageState } from "../../state/language.svelte.ts";
import type { Toasts } from "../../ui/index.ts";
import { Selection } from "./selection.svelte.ts";
import { titleWords } from "../../words/title-words.ts";

type Titled = Pick<Conversation, "id" | "title">;
type Placed = Titled & Pick<Conversation, "pinned">;

/** What is asked for in a dialog. */
export type ListDialog =
  | { kind: "rename"; conversation: Conversation }
  /** `moved`: what goes into it when it is there. */
  | { kind: "new-folder"; parent: ConversationFolder | null; moved: readonly string[] }
  | { kind: "rename-folder"; folder: ConversationFolder }
  | { kind: "delete-folder"; folder: ConversationFolder }
  | { kind: "export"; ids: readonly string[] };

export interface ListActionsOptions {
  chat: ChatState;
  language: LanguageState;
  toasts: Toasts;
}

/** What can be done with conversations of the list, one or several, and with what answers to it. */
export class ListActions {
  readonly selection = new Selection();
  readonly #chat: ChatState;
  readonly #language: LanguageState;
  readonly #toasts: Toasts;
  #dialog = $state.raw<ListDialog | null>(null);

  constructor({ chat, language, toasts }: ListActionsOptions) {
    this.#chat = chat;
    this.#language = language;
    this.#toasts = toasts;
  }

  get dialog(): ListDialog | null {
    return this.#dialog;
  }

  ask(dialog: ListDialog): void {
    this.#dialog = dialog;
  }

  close(): void {
    this.#dialog = null;
  }

  async pin(ids: readonly string[], pinned: boolean): Promise<void> {
    await this.#attempt(() => this.#chat.lists.pin(ids, pinned));
  }

  async move(ids: readonly string[], folderId: string | null): Promise<void> {
    this.selection.clear();
    await this.#attempt(async () => {
      await this.#chat.lists.move(ids, folderId);
      // What was put into it is seen in it.
      if (folderId !== null) this.#chat.lists.unfold(folderId);
    });
  }

  async archive(conversations: readonly Placed[]): Promise<void> {
    const { words } = this.#language;
    await this.#setArchived(conversations, true, (count, title) =>
      count === 1 ? words.conversations.archivedNow(title) : words.conversations.manyArchived(count),
    );
  }

  async restore(conversations: readonly Placed[]): Promise<void> {
    const { words } = this.#language;
    await this.#setArchived(conversations, false, (count, title) =>
      count === 1 ? words.conversations.restored(title) : words.conversations.manyRestored(count),
    );
  }

  /** Without a question: for some seconds they can be had back. */
  async remove(conversations: readonly Titled[]): Promise<void> {
    const [first] = conversations;
    if (first === undefined) return;
    this.selection.clear();
    const { words } = this.#language;
    const count = conversations.length;
    const text =
      count === 1 ? words.chat.list.deleted(titleWords(words, first)) : words.conversations.manyDeleted(count);
    const undo = (): void => conversations.forEach(({ id }) => this.#chat.keep(id));
    this.#toasts.show(text, { action: { label: words.conversations.undo, onclick: undo } });
    const removals = conversations.map(({ id }) => this.#chat.removeSoon(id));
    await this.#attempt(() => Promise.all(removals));
  }

  async #setArchived(
    conversations: readonly Placed[],
    archived: boolean,
    said: (count: number, title: string) => string,
  ): Promise<void> {
    const [first] = conversations;
    if (first === undefined) return;
    this.selection.clear();
    const { words } = this.#language;
    const ids = conversations.map(({ id }) => id);
    const pinned = conversations.filter((one) => one.pinned).map(({ id }) => id);
    await this.#attempt(async () => {
      await this.#chat.lists.setArchived(ids, archived);
      const undo = (): void =>
        void this.#attempt(async () => {
          await this.#chat.lists.setArchived(ids, !archived);
          // Archiving took the pin off.
          if (archived && pinned.length > 0) await this.#chat.lists.pin(pinned, true);
        });
      const text = said(ids.length, titleWords(words, first));
      this.#toasts.show(text, { action: { label: words.conversations.undo, onclick: undo } });
    });
  }

  async #attempt(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (thrown) {
      this.#toasts.error(toBridgeError(thrown));
    }
  }
}

export const [getListActions, setListActions] = createContext<ListActions>();
