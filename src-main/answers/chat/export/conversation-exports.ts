import { type FileHandle, stat } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ConversationFormat } from "../../../../src-shared/contract/index.ts";
import type { Language } from "../../../../src-shared/words/index.ts";
import { appError } from "../../../ground/core/index.ts";
import { writeWhole } from "../../../ground/files/index.ts";
import type { Database } from "../../../ground/storage/index.ts";
import { ConversationsTable } from "../conversations-table.ts";
import { FiguresTable } from "../figures-table.ts";
import { FoldersTable } from "../folders-table.ts";
import { FormsTable } from "../forms-table.ts";
import { MessagesTable } from "../messages-table.ts";
import { PartsTable } from "../parts-table.ts";
import { SummariesTable } from "../summaries-table.ts";
import { forms } from "./forms.ts";
import type { KeptConversation } from "../types.ts";
import type { WholeConversation } from "./types.ts";

export interface ExportRequest {
  /** Null: all there are. */
  ids: readonly string[] | null;
  format: ConversationFormat;
  path: string;
  /** A file that is there already is replaced; else it is left alone. */
  overwrite: boolean;
  language: Language;
}

export interface Exported {
  path: string;
  conversations: number;
  messages: number;
  sizeBytes: number;
}

/** Of a name typed in part. */
const mostCandidates = 20;

/** Writes conversations into files that other programs, people or Bitloft read. Throws `AppError`. */
export class ConversationExports {
  readonly #conversations: ConversationsTable;
  readonly #folders: FoldersTable;
  readonly #messages: MessagesTable;
  readonly #parts: PartsTable;
  readonly #figures: FiguresTable;
  readonly #forms: FormsTable;
  readonly #summaries: SummariesTable;

  constructor({ db }: { db: Database }) {
    this.#conversations = new ConversationsTable(db);
    this.#folders = new FoldersTable(db);
    this.#messages = new MessagesTable(db);
    this.#parts = new PartsTable(db);
    this.#figures = new FiguresTable(db);
    this.#forms = new FormsTable(db);
    this.#summaries = new SummariesTable(db);
  }

  /** The whole id of which this is the beginning. Throws `not-found`, and `invalid-input` where several begin so. */
  idOf(typed: string): string {
    if (typed !== "" && this.#conversations.get(typed) !== null) return typed;
    const [only, ...others] = typed === "" ? [] : this.#conversations.idsFrom(typed, mostCandidates);
    if (only === undefined) throw appError("not-found", "conversation-named", { name: typed });
    if (others.length > 0) {
      throw appError("invalid-input", "several-conversations", {
        name: typed,
        candidates: [only, ...others].join(", "),
      });
    }
    return only;
  }

  /** Throws `not-found`. */
  conversation(id: string): KeptConversation {
    const conversation = this.#conversations.get(id);
    if (conversation === null) throw appError("not-found", "conversation");
    return conversation;
  }

  /** With its whole tree. Throws `not-found`. */
  whole(id: string): WholeConversation {
    const conversation = this.conversation(id);
    const nodes = this.#messages.all(id);
    const parts = this.#parts.ofConversation(id);
    const sequences = nodes.map(({ sequence }) => sequence);
    const figures = this.#figures.of(sequences);
    const forms = this.#forms.kept(sequences);
    const summaries = this.#summaries.of(sequences);
    const messages = nodes.map((node) => ({
      ...node,
      parts: parts.get(node.sequence) ?? [],
      stats: figures.get(node.sequence) ?? null,
      form: forms.get(node.sequence) ?? null,
      summary: summaries.get(node.sequence) ?? null,
    }));
    return { conversation, folders: this.#folders.of(id), messages };
  }

  /**
   * The file is there when it is whole. Throws `not-found`, `invalid-input` for a file that is
   * there already, `disk-full`, `disk-failed`, and `cancelled` once the signal has fired.
   */
  async write(
    request: ExportRequest,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void = () => undefined,
  ): Promise<Exported> {
    const { path, overwrite } = request;
    if (!overwrite && (await stat(path).catch(() => null)) !== null)
      throw appError("invalid-input", "output-exists", { path });
    return writeWhole(path, (file) => this.#writeAll(file, request, signal, onProgress));
  }

  async #writeAll(
    file: FileHandle,
    { ids, format, language, path }: ExportRequest,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<Exported> {
    const form = forms[format];
    const all = ids ?? this.#conversations.ids();
    const written: Exported = { path, conversations: 0, messages: 0, sizeBytes: 0 };
    const write = async (text: string): Promise<void> => {
      const bytes = Buffer.from(text);
      await file.appendFile(bytes);
      written.sizeBytes += bytes.length;
    };
    await write(form.head(all.length, language));
    for (const id of all) {
      // Others have their turn between two conversations.
      await nextTurn();
      if (signal.aborted) throw appError("cancelled", "cancelled");
      // One that was deleted since the list was made is not there to be written.
      if (ids === null && this.#conversations.get(id) === null) continue;
      const whole = this.whole(id);
      await write((written.conversations === 0 ? "" : form.between) + form.one(whole, language));
      written.conversations++;
      written.messages += whole.messages.length;
      onProgress(written.conversations, all.length);
    }
    await write(form.tail);
    return written;
  }
}
