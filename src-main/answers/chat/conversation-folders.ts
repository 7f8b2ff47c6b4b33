import type {
  ConversationFolder,
  ConversationFolders as FoldersView,
  CreateFolder,
  RenameFolder,
} from "../../../src-shared/contract/index.ts";
import { type Clock, type Dispose, Emitter, appError } from "../../ground/core/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import { FoldersTable } from "./folders-table.ts";

/** The folders of the list, and how many conversations are in each. Methods throw `not-found` for a folder that is not there. */
export class ConversationFolders {
  readonly #table: FoldersTable;
  readonly #clock: Clock;
  readonly #changes = new Emitter<FoldersView>();
  /** As it was reported last. */
  #told = "";

  constructor({ db, clock }: { db: Database; clock: Clock }) {
    this.#table = new FoldersTable(db);
    this.#clock = clock;
  }

  view(): FoldersView {
    return { folders: this.#table.list(), archived: this.#table.archived() };
  }

  /** Throws `invalid-input` for a folder in a folder that is in one itself. */
  create({ name, parentId }: CreateFolder): ConversationFolder {
    if (parentId !== null && this.#required(parentId).parentId !== null)
      throw appError("invalid-input", "folder-too-deep", {});
    const id = this.#table.insert(name, parentId, this.#clock.now());
    this.tell();
    return { id, parentId, name, count: 0 };
  }

  rename({ id, name }: RenameFolder): void {
    if (!this.#table.rename(id, name)) throw appError("not-found", "folder");
    this.tell();
  }

  remove(id: string): void {
    if (!this.#table.remove(id)) throw appError("not-found", "folder");
    this.tell();
  }

  require(id: string): void {
    this.#required(id);
  }

  /** Reports what is different since it was told last. */
  tell(): void {
    const view = this.view();
    const now = JSON.stringify(view);
    if (now === this.#told) return;
    this.#told = now;
    this.#changes.emit(view);
  }

  onChange(listener: (view: FoldersView) => void): Dispose {
    return this.#changes.on(listener);
  }

  #required(id: string): Pick<ConversationFolder, "parentId"> {
    const folder = this.#table.get(id);
    if (folder === null) throw appError("not-found", "folder");
    return folder;
  }
}
