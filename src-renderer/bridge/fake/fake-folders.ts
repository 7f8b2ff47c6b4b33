import type {
  ArrangeConversations,
  Conversation,
  ConversationFolder,
  ConversationFolders,
  ConversationPlace,
} from "../../../src-shared/contract/index.ts";
import { BridgeError } from "../bridge-error.ts";
import type { FakeConversations } from "./fake-conversations.ts";
import type { Emit, FakeState } from "./fake-state.ts";

/** Where conversations are in the list, as main keeps it. */
export class FakeFolders {
  readonly #state: FakeState;
  readonly #emit: Emit;
  readonly #conversations: FakeConversations;
  #lastId = 0;

  constructor(state: FakeState, emit: Emit, conversations: FakeConversations) {
    this.#state = state;
    this.#emit = emit;
    this.#conversations = conversations;
  }

  view(): ConversationFolders {
    const { conversations, folders } = this.#state;
    return {
      folders: folders.map((folder) => ({ ...folder, count: this.in({ folderId: folder.id }).length })),
      archived: conversations.filter(({ archived }) => archived).length,
    };
  }

  in(place: ConversationPlace): Conversation[] {
    const { conversations } = this.#state;
    if (place === "all") return conversations;
    if (place === "pinned") return conversations.filter(({ pinned }) => pinned);
    if (place === "archived") return conversations.filter(({ archived }) => archived);
    const folderId = place === "recent" ? null : place.folderId;
    return conversations.filter((one) => one.folderId === folderId && !one.pinned && !one.archived);
  }

  create(name: string, parentId: string | null): ConversationFolder {
    if (parentId !== null && this.#find(parentId).parentId !== null)
      throw new BridgeError({ code: "invalid-input", key: "folder-too-deep", details: {} });
    const folder = { id: `f-${++this.#lastId}`, parentId, name };
    this.#state.folders = [...this.#state.folders, folder];
    this.tell();
    return { ...folder, count: 0 };
  }

  rename(id: string, name: string): void {
    const folder = this.#find(id);
    this.#state.folders = this.#state.folders.map((one) => (one.id === id ? { ...folder, name } : one));
    this.tell();
  }

  remove(id: string): void {
    const { parentId } = this.#find(id);
    this.#state.folders = this.#state.folders
      .filter((one) => one.id !== id)
      .map((one) => (one.parentId === id ? { ...one, parentId } : one));
    this.#conversations.changeAll((one) => (one.folderId === id ? { folderId: parentId } : {}));
    this.tell();
  }

  arrange({ ids, pinned, archived, folderId }: ArrangeConversations): void {
    if (folderId != null) this.#find(folderId);
    const change: Partial<Conversation> = {
      ...(folderId === undefined ? {} : { folderId }),
      ...(pinned === undefined ? {} : { pinned }),
      ...(pinned === true ? { archived: false } : {}),
      ...(archived === undefined ? {} : { archived }),
      ...(archived === true ? { pinned: false } : {}),
    };
    this.#conversations.changeAll((one) => (ids.includes(one.id) ? change : {}));
    this.tell();
  }

  tell(): void {
    this.#emit("conversationFolders", this.view());
  }

  #find(id: string): FakeState["folders"][number] {
    const folder = this.#state.folders.find((one) => one.id === id);
    if (folder !== undefined) return folder;
    throw new BridgeError({ code: "not-found", key: "folder", details: {} });
  }
}
