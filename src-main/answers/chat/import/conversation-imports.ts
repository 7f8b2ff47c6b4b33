import { join } from "node:path";
import type { ImportProgress, ImportedFile } from "../../../../src-shared/contract/index.ts";
import { AppError, type Clock, type Logger, appError, withResolvers } from "../../../ground/core/index.ts";
import { OwnedProcess, childEnvironment } from "../../../ground/processes/index.ts";
import type { Database } from "../../../ground/storage/index.ts";
import { ImportsTable } from "./imports-table.ts";
import { importLimits } from "./limits.ts";
import { type News, type Order, newsSchema } from "./protocol.ts";

export interface ConversationImportsOptions {
  db: Database;
  /** Where the content of attachments is kept. */
  attachmentsFolder: string;
  /** A real Node, and the importer's entry: the bundled `chat-importer.js`, or `composition/chat-importer.ts` in development. */
  nodePath: string;
  workerPath: string;
  clock: Clock;
  logger: Logger;
  /** Conversations are new, and these have changed. */
  onImported: (updatedIds: readonly string[]) => void;
}

export interface ImportRequest {
  paths: readonly string[];
  /** Nothing is kept, and the counts are what they would be. */
  isDry: boolean;
}

/** What an import that was ended half-way has left is deleted after this: no conversation takes as long. */
const unfinishedMs = 10 * 60_000;
/** A file can make the importer hold a few conversations, and no more. */
const importerMemory = "--max-old-space-size=2048";

/**
 * Takes over conversations from the files of other programs. A process of its own reads and keeps them, one conversation at a time,
 * so that nobody here waits for it: what is cancelled or ended half-way leaves whole ones.
 */
export class ConversationImports {
  readonly #options: ConversationImportsOptions;

  constructor(options: ConversationImportsOptions) {
    this.#options = options;
  }

  /** Once, by the window's process. */
  recover(): void {
    const { db, clock, logger } = this.#options;
    const count = new ImportsTable(db).removeUnfinished(clock.now() - unfinishedMs);
    if (count > 0) logger.info("conversations of which an import had kept a part were deleted", { count });
  }

  /** Throws `cancelled` once the signal has fired, and `disk-full` and `database-failed`; what is wrong with a file is in the answer. */
  async import(
    { paths, isDry }: ImportRequest,
    signal: AbortSignal,
    onProgress: (progress: ImportProgress) => void = () => undefined,
  ): Promise<ImportedFile[]> {
    const updatedIds: string[] = [];
    const files: ImportedFile[] = [];
    try {
      for (const path of paths)
        files.push(await new FileImport(this.#options, path, isDry, updatedIds).run(signal, onProgress));
    } finally {
      if (!isDry) {
        new ImportsTable(this.#options.db).touch();
        this.#options.onImported(updatedIds);
      }
    }
    return files;
  }
}

class FileImport {
  readonly #options: ConversationImportsOptions;
  readonly #isDry: boolean;
  readonly #file: ImportedFile;
  readonly #updatedIds: string[];
  #skipped = 0;

  constructor(options: ConversationImportsOptions, path: string, isDry: boolean, updatedIds: string[]) {
    this.#options = options;
    this.#isDry = isDry;
    const counts = { conversations: 0, messages: 0, attachments: 0, updated: 0, unchanged: 0 };
    this.#file = { file: path, source: null, ...counts, skipped: [] };
    this.#updatedIds = updatedIds;
  }

  async run(signal: AbortSignal, onProgress: (progress: ImportProgress) => void): Promise<ImportedFile> {
    if (signal.aborted) throw appError("cancelled", "cancelled");
    const { nodePath, workerPath, attachmentsFolder, db } = this.#options;
    const env = childEnvironment({ NODE_OPTIONS: importerMemory });
    const importer = new OwnedProcess({ modulePath: workerPath, args: [], nodePath, env });
    const news = withResolvers<"done" | AppError | null>();
    const cancel = (): void => {
      news.resolve(appError("cancelled", "cancelled"));
    };
    const stopListening = importer.onMessage((raw) => {
      const told = newsSchema.parse(raw);
      if (told.type === "done") news.resolve("done");
      else if (told.type === "failed") news.resolve(new AppError(told.error));
      else this.#take(told, onProgress);
    });
    signal.addEventListener("abort", cancel, { once: true });
    void importer.exited.then(() => {
      news.resolve(null);
    });
    const { file: path } = this.#file;
    importer.send({ path, databasePath: db.path, attachmentsFolder, isDry: this.#isDry } satisfies Order);
    try {
      const end = await news.promise;
      if (end instanceof AppError) throw end;
      if (end === null)
        this.#skip("", { key: "import-reader-ended", figures: { reason: importer.lastWords().at(-1) ?? "" } });
    } finally {
      signal.removeEventListener("abort", cancel);
      stopListening();
      // A conversation that is being kept is not there then.
      await importer.kill();
    }
    const unnamed = this.#skipped - this.#file.skipped.length;
    if (unnamed > 0)
      this.#file.skipped.push({ id: "", reason: { key: "import-more-skipped", figures: { count: unnamed } } });
    return this.#file;
  }

  #take(told: Exclude<News, { type: "done" | "failed" }>, onProgress: (progress: ImportProgress) => void): void {
    const file = this.#file;
    if (told.type === "file") file.source = told.source;
    else if (told.type === "written") this.#count(told);
    else if (told.type === "skipped") this.#skip(told.id, told.reason);
    else {
      const { doneBytes, totalBytes } = told;
      const conversations = file.conversations + file.updated + file.unchanged;
      onProgress({ file: file.file, doneBytes, totalBytes, conversations });
    }
  }

  #count({ outcome, conversationId, messages, attachments }: News & { type: "written" }): void {
    const file = this.#file;
    file.messages += messages;
    file.attachments += attachments;
    if (outcome === "new") file.conversations++;
    else if (outcome === "updated") {
      file.updated++;
      this.#updatedIds.push(conversationId);
    } else file.unchanged++;
    if (outcome === "older") this.#skip(conversationId, { key: "import-older", figures: {} });
  }

  #skip(id: string, reason: ImportedFile["skipped"][number]["reason"]): void {
    this.#skipped++;
    if (this.#file.skipped.length < importLimits.skippedNamed) this.#file.skipped.push({ id, reason });
  }
}

/** Inside the data folder. */
export const attachmentsFolderIn = (dataFolder: string): string => join(dataFolder, "attachments");
