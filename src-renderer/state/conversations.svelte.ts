import { SvelteMap } from "svelte/reactivity";
import type {
  CollectionChange,
  Conversation,
  ConversationFolder,
  ConversationFolders,
} from "../../src-shared/contract/index.ts";
import type { Bridge } from "../bridge/index.ts";
import { eachOnce } from "./each-once.ts";
import { ConversationSearch } from "./conversation-search.svelte.ts";
import { ListedConversations } from "./listed-conversations.svelte.ts";
import { Mirror } from "./mirror.svelte.ts";

const noFolders: ConversationFolders = { folders: [], archived: 0 };

/** The list of conversations in its places, as far as they were looked at, and what a search found. */
export class Conversations {
  /** Those that are in no other place. */
  readonly recent: ListedConversations;
  readonly pinned: ListedConversations;
  readonly search: ConversationSearch;
  readonly #bridge: Bridge;
  readonly #isHidden: (id: string) => boolean;
  readonly #folders: Mirror<"conversationFolders">;
  /** Those that are unfolded. */
  readonly #open = new SvelteMap<string, ListedConversations>();
  #archive = $state.raw<ListedConversations | null>(null);

  /** `isHidden`: was deleted, and may still be had back. */
  constructor(bridge: Bridge, isHidden: (id: string) => boolean) {
    this.#bridge = bridge;
    this.#isHidden = isHidden;
    this.recent = new ListedConversations({ bridge, isHidden, place: "recent" });
    this.pinned = new ListedConversations({ bridge, isHidden, place: "pinned", isWhole: true });
    this.search = new ConversationSearch(bridge, isHidden);
    this.#folders = new Mirror(bridge, "conversationFolders", () => bridge.chat.folders());
  }

  /** Reads what is in sight. Returns the function that ends it. */
  begin(): () => void {
    const end = this.#folders.connect();
    void this.recent.load();
    void this.pinned.load();
    return () => {
      end();
      this.search.dispose();
    };
  }

  /** The folders in no other, each with those inside it. */
  get folders(): readonly (ConversationFolder & { inside: readonly ConversationFolder[] })[] {
    const { folders } = this.#folders.value ?? noFolders;
    return folders
      .filter(({ parentId }) => parentId === null)
      .map((folder) => ({ ...folder, inside: folders.filter(({ parentId }) => parentId === folder.id) }));
  }
  /** How many are archived. */
  get archivedCount(): number {
    return (this.#folders.value ?? noFolders).archived;
  }
  /** Null while it is not looked at. */
  get archive(): ListedConversations | null {
    return this.#archive;
  }
  /** The last used of those in sight; whether there are any is not known before main has answered: undefined. */
  get newest(): Conversation | null | undefined {
    if (this.recent.items === null || this.pinned.items === null) return undefined;
    const [recent] = this.recent.items;
    const [pinned] = this.pinned.items;
    return recent && pinned ? (recent.updatedAt >= pinned.updatedAt ? recent : pinned) : (recent ?? pinned ?? null);
  }

  /** All that were read so far, wherever they are listed. */
  get listed(): readonly Conversation[] {
    return eachOnce(this.#lists.flatMap(({ items }) => items ?? []));
  }

  /** A search apart from that of the list; whoever made it ends it. */
  newSearch(): ConversationSearch {
    return new ConversationSearch(this.#bridge, this.#isHidden);
  }

  /** As far as it is listed somewhere. */
  find(id: string): Conversation | null {
    for (const list of this.#lists) {
      const found = list.items?.find((one) => one.id === id);
      if (found) return found;
    }
    return null;
  }

  /** What is in a folder; null while it is folded. */
  inFolder(id: string): ListedConversations | null {
    return this.#open.get(id) ?? null;
  }

  fold(id: string): void {
    this.#open.delete(id);
  }

  unfold(id: string): void {
    if (this.#open.has(id)) return;
    const list = this.#listOf({ folderId: id });
    this.#open.set(id, list);
  }

  openArchive(): void {
    this.#archive ??= this.#listOf("archived");
  }

  closeArchive(): void {
    this.#archive?.cancel();
    this.#archive = null;
  }

  async createFolder(name: string, parentId: string | null = null): Promise<ConversationFolder> {
    return this.#bridge.chat.createFolder({ name, parentId });
  }

  async renameFolder(id: string, name: string): Promise<void> {
    await this.#bridge.chat.renameFolder({ id, name });
  }

  /** What is in it moves to where it was. */
  async removeFolder(id: string): Promise<void> {
    await this.#bridge.chat.removeFolder({ id });
    this.fold(id);
  }

  async pin(ids: readonly string[], pinned: boolean): Promise<void> {
    await this.#bridge.chat.arrange({ ids: [...ids], pinned });
  }

  async setArchived(ids: readonly string[], archived: boolean): Promise<void> {
    await this.#bridge.chat.arrange({ ids: [...ids], archived });
  }

  /** Null: into no folder. */
  async move(ids: readonly string[], folderId: string | null): Promise<void> {
    await this.#bridge.chat.arrange({ ids: [...ids], folderId });
  }

  take(change: CollectionChange<Conversation>): void {
    for (const list of this.#lists) list.take(change);
    this.search.take(change);
  }

  /** The answer to one of our calls; main's event about it may come later. */
  put(conversation: Conversation): void {
    for (const list of this.#lists) list.put(conversation);
    this.search.put(conversation);
  }

  get #lists(): readonly ListedConversations[] {
    const archive = this.#archive === null ? [] : [this.#archive];
    return [this.recent, this.pinned, ...this.#open.values(), ...archive];
  }

  #listOf(place: "archived" | { folderId: string }): ListedConversations {
    const list = new ListedConversations({ bridge: this.#bridge, isHidden: this.#isHidden, place });
    void list.load();
    return list;
  }
}
