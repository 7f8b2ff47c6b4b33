import { ZodError } from "zod";
import type { ImportSkip, ImportSource } from "../../../../../src-shared/contract/index.ts";
import { systemCode } from "../../../../ground/core/index.ts";
import type { ForeignDatabase } from "../../../../ground/storage/index.ts";
import { importLimits } from "../limits.ts";
import type { Report } from "../types.ts";
import { type Archive, ArchiveRefused, type Entry, firstBytes, openArchive } from "./archive.ts";
import { ContentStore } from "./content-store.ts";
import { isRecord } from "./fields.ts";
import type { ForeignConversation } from "./foreign.ts";
import { readerOf } from "./form-readers.ts";
import { ownFormat, ownVersion } from "../../export/own-json.ts";
import { LinesTogether } from "./lines-together.ts";
import { readOllama } from "./read-ollama.ts";
import { readValues } from "./read-values.ts";
import { Skipped, toRead } from "./to-read.ts";

/** Of one report: a conversation of more is told in several, and others have their turn at the database in between. */
const atOnce = { messages: 200, characters: 300_000 } as const;
/** Between two reports of progress. */
const reportEveryBytes = 1024 * 1024;
const sqliteMagic = "SQLite format 3\0";

export interface ReadOptions {
  /** Where the content of attachments is put; null where it is only counted. */
  attachmentsFolder: string | null;
  openForeign: (path: string) => ForeignDatabase;
}

/** Reads all conversations of a file, an archive or a folder. What is wrong with one of them is told, and does not concern the others. */
export async function* readFile(path: string, { attachmentsFolder, openForeign }: ReadOptions): AsyncGenerator<Report> {
  let archive: Archive;
  try {
    if ((await firstBytes(path, sqliteMagic.length).catch(() => Buffer.alloc(0))).toString("latin1") === sqliteMagic) {
      yield* readDatabase(path, openForeign);
      return;
    }
    archive = await openArchive(path);
  } catch (thrown) {
    yield { type: "skipped", id: "", reason: reasonOf(thrown) };
    yield { type: "file", source: null };
    return;
  }
  try {
    yield* new ArchiveReading(archive, attachmentsFolder).read();
  } finally {
    archive.close();
  }
}

async function* readDatabase(path: string, openForeign: ReadOptions["openForeign"]): AsyncGenerator<Report> {
  let isTold = false;
  const keep = (content: Parameters<ContentStore["keep"]>[0]) => new ContentStore(null, []).keep(content);
  try {
    for await (const foreign of readOllama(path, openForeign)) {
      if (!isTold) yield { type: "file", source: "ollama" };
      isTold = true;
      yield* toReports(foreign, foreign.sourceId ?? "", keep);
    }
  } catch (thrown) {
    yield { type: "skipped", id: "", reason: reasonOf(thrown) };
  }
  if (!isTold) yield { type: "file", source: null };
}

class ArchiveReading {
  readonly #archive: Archive;
  readonly #content: ContentStore;
  readonly #documents: Entry[];
  readonly #totalBytes: number;
  #source: ImportSource | null = null;
  #doneBytes = 0;
  #toldBytes = 0;
  #recognised = 0;

  constructor(archive: Archive, attachmentsFolder: string | null) {
    this.#archive = archive;
    this.#content = new ContentStore(attachmentsFolder, archive.kind === "file" ? [] : archive.entries);
    this.#documents = archive.entries
      .filter(({ name }) => archive.kind === "file" || /\.jsonl?$/i.test(name))
      .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
    this.#totalBytes = this.#documents.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  async *read(): AsyncGenerator<Report> {
    for (const skipped of this.#archive.skipped) yield { type: "skipped", ...skipped };
    const threads = new Map<string, unknown>();
    for (const document of this.#documents) {
      try {
        yield* this.#readDocument(document, threads);
      } catch (thrown) {
        yield { type: "skipped", id: document.name, reason: reasonOf(thrown) };
      }
    }
    if (this.#recognised === 0) {
      yield { type: "skipped", id: "", reason: { key: "import-not-recognised", figures: {} } };
      yield { type: "file", source: null };
    }
  }

  /** `threads`: Jan's, by their folder. */
  async *#readDocument(document: Entry, threads: Map<string, unknown>): AsyncGenerator<Report> {
    const lines = new LinesTogether();
    let foreignBefore = 0;
    const onBytes = (count: number): void => {
      this.#doneBytes += count;
    };
    for await (const piece of readValues(document, onBytes)) {
      yield* this.#progress();
      if (piece.kind === "skip") {
        // In an archive there are files of other kinds.
        if (this.#archive.kind === "file" || foreignBefore > 0)
          yield { type: "skipped", id: idAt(document, piece.at), reason: piece.reason };
        if (piece.at < 0) break;
        continue;
      }
      if (piece.kind === "head") {
        const version = isRecord(piece.value) ? piece.value["version"] : null;
        if (
          isRecord(piece.value) &&
          piece.value["format"] === ownFormat &&
          typeof version === "number" &&
          version > ownVersion
        ) {
          yield { type: "skipped", id: document.name, reason: { key: "import-newer-version", figures: { version } } };
          return;
        }
        continue;
      }
      const { value, at } = piece;
      if (isRecord(value) && value["object"] === "thread") {
        threads.set(folderOf(document), value);
        continue;
      }
      for (const whole of piece.isLine ? lines.add(value).flatMap(expanded) : [value]) {
        const before = this.#recognised;
        yield* this.#readValue(whole, document, at);
        foreignBefore += this.#recognised - before;
      }
    }
    for (const whole of lines.end()) yield* this.#readValue(whole, document, 0);
    if (lines.thread.length > 0) {
      yield* this.#readValue({ thread: threads.get(folderOf(document)) ?? {}, messages: lines.thread }, document, 0);
    }
    yield* this.#progress();
  }

  async *#readValue(value: unknown, document: Entry, at: number): AsyncGenerator<Report> {
    const reader = readerOf(value);
    if (reader === null) {
      // One that no reader takes: in an archive that has conversations elsewhere it is of another kind.
      if (this.#archive.kind === "file" && this.#recognised > 0)
        yield { type: "skipped", id: idAt(document, at), reason: { key: "import-not-recognised", figures: {} } };
      return;
    }
    this.#recognised++;
    if (this.#source === null) {
      this.#source = reader.source;
      yield { type: "file", source: reader.source };
    }
    let id = idAt(document, at);
    let foreign: ForeignConversation;
    try {
      foreign = reader.read(value, document.name);
      id = foreign.sourceId ?? id;
    } catch (thrown) {
      yield { type: "skipped", id, reason: reasonOf(thrown) };
      return;
    }
    yield* toReports(foreign, id, (content) => this.#content.keep(content));
  }

  *#progress(): Generator<Report> {
    const isEnd = this.#doneBytes >= this.#totalBytes && this.#toldBytes < this.#doneBytes;
    if (this.#doneBytes - this.#toldBytes < reportEveryBytes && !isEnd) return;
    this.#toldBytes = this.#doneBytes;
    yield { type: "progress", doneBytes: this.#doneBytes, totalBytes: Math.max(this.#doneBytes, this.#totalBytes) };
  }
}

async function* toReports(
  foreign: ForeignConversation,
  id: string,
  keep: Parameters<typeof toRead>[2],
): AsyncGenerator<Report> {
  let read: Awaited<ReturnType<typeof toRead>>;
  try {
    read = await toRead(foreign, Date.now(), keep);
  } catch (thrown) {
    yield { type: "skipped", id, reason: reasonOf(thrown) };
    return;
  }
  const { settingsLeftOut = [] } = foreign;
  if (settingsLeftOut.length > 0) {
    const figures = { settings: settingsLeftOut.join(", ") };
    yield { type: "skipped", id, reason: { key: "import-settings-left-out", figures } };
  }
  yield { type: "conversation", conversation: read.conversation };
  let from = 0;
  while (from < read.messages.length) {
    let [to, characters] = [from, 0];
    while (
      to < read.messages.length &&
      to - from < atOnce.messages &&
      (to === from || characters < atOnce.characters)
    ) {
      characters +=
        read.messages[to]?.parts.reduce((sum, { text, data }) => sum + text.length + (data?.length ?? 0), 0) ?? 0;
      to++;
    }
    yield { type: "messages", messages: read.messages.slice(from, to) };
    from = to;
  }
  yield { type: "end" };
}

/** One line may be a whole file of ChatGPT's, `{"conversations": [...]}`. */
function expanded(value: unknown): unknown[] {
  const all = isRecord(value) ? value["conversations"] : null;
  if (!Array.isArray(all) || readerOf(value) !== null) return [value];
  return all as unknown[];
}

/** ChatGPT's split files come in their order, and Jan's thread before its messages. */
const orderOf = ({ name }: Entry): string => name.replace(/messages\.jsonl$/, "~");
const folderOf = ({ name }: Entry): string => name.slice(0, Math.max(0, name.lastIndexOf("/")));
const idAt = ({ name }: Entry, at: number): string => (at < 0 ? name : `${name}[${at}]`);

function reasonOf(thrown: unknown): ImportSkip {
  if (thrown instanceof Skipped || thrown instanceof ArchiveRefused) return thrown.reason;
  if (thrown instanceof ZodError) {
    const [issue] = thrown.issues;
    const field = (issue?.path ?? []).map(String).join(".").slice(0, importLimits.nameCharacters);
    return { key: "import-not-valid", figures: { field, problem: issue?.message ?? "" } };
  }
  const code = systemCode(thrown);
  const problem = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    key: "import-not-read",
    figures: { code: code === "" ? problem.slice(0, importLimits.nameCharacters) : code },
  };
}
