import { basename } from "node:path";
import type { ConversationFormat, ExportedFile } from "../../../../src-shared/contract/index.ts";
import { KeptPaths } from "../../../ground/files/index.ts";
import { fileName } from "./file-name.ts";
import type { ConversationExports, ExportRequest } from "./conversation-exports.ts";

const endings: Readonly<Record<ConversationFormat, string>> = {
  markdown: "md",
  html: "html",
  json: "json",
  jsonl: "jsonl",
  openai: "jsonl",
  "open-webui": "json",
};

/** Files that the window had written, which it knows by their names alone. */
export class ExportedFiles {
  readonly #exports: ConversationExports;
  readonly #written = new KeptPaths<string>("file-exported");

  constructor(exports: ConversationExports) {
    this.#exports = exports;
  }

  /** What a file with these is called when nobody says otherwise: by the title of a single one, else as `collection` says. */
  nameFor(ids: readonly string[], format: ConversationFormat, collection: string): string {
    const [only, ...others] = ids;
    const title = only !== undefined && others.length === 0 ? this.#exports.conversation(only).title : "";
    return `${fileName(title) || fileName(collection)}.${endings[format]}`;
  }

  /** What is there already is replaced: the dialog has asked. Throws as `ConversationExports` does. */
  async write(request: Omit<ExportRequest, "overwrite">, signal: AbortSignal): Promise<ExportedFile> {
    const { path, conversations, sizeBytes } = await this.#exports.write({ ...request, overwrite: true }, signal);
    return { id: this.#written.keep(path), fileName: basename(path), conversations, sizeBytes };
  }

  /** Throws `not-found`. */
  pathOf(id: string): string {
    return this.#written.get(id);
  }
}
