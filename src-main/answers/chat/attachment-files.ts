import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "../../ground/core/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import { AttachmentsTable } from "./attachments-table.ts";

/** Where content is inside the attachments' folder. */
export const contentPath = (folder: string, sha256: string): string => join(folder, sha256.slice(0, 2), sha256);

/** The files of attachments, each named by its content's SHA-256: several messages may have the same one. */
export class AttachmentFiles {
  readonly #table: AttachmentsTable;
  readonly #folder: string;
  readonly #logger: Logger;

  constructor(db: Database, folder: string, logger: Logger) {
    this.#table = new AttachmentsTable(db);
    this.#folder = folder;
    this.#logger = logger;
  }

  /** The content that a conversation's messages have. */
  of(conversationId: string): string[] {
    return this.#table.contentsOf(conversationId);
  }

  /** Deletes those of them that no message has any more. A file that cannot be deleted is noted in the log. */
  async removeUnused(contents: readonly string[]): Promise<void> {
    try {
      for (const sha256 of contents) {
        if (!this.#table.isUsed(sha256)) await rm(contentPath(this.#folder, sha256), { force: true });
      }
    } catch (thrown) {
      this.#logger.warn("files of what was deleted could not be deleted", { error: String(thrown) });
    }
  }
}
