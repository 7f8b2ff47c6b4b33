import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import {
  type ExportedPresets,
  type ImportedPresets,
  addedByName,
  presetLimits,
  promptLimits,
  samePreset,
  samePrompt,
} from "../../../src-shared/contract/index.ts";
import { appError, systemCode } from "../../ground/core/index.ts";
import { writeWhole } from "../../ground/files/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import { presetFileLimits, presetFileText, readPresetFile } from "./preset-file.ts";
import type { Presets } from "./presets.ts";
import type { Prompts } from "./prompts.ts";

export interface PresetFilesOptions {
  db: Database;
  presets: Presets;
  prompts: Prompts;
  /** Of a file, read or written. */
  mostBytes?: number;
}

/** A person's own presets and prompts as a file. Methods throw `AppError`: invalid-input, disk-full, disk-failed, database-failed. */
export class PresetFiles {
  readonly #db: Database;
  readonly #presets: Presets;
  readonly #prompts: Prompts;
  readonly #mostBytes: number;

  constructor({ db, presets, prompts, mostBytes = presetFileLimits.bytes }: PresetFilesOptions) {
    this.#db = db;
    this.#presets = presets;
    this.#prompts = prompts;
    this.#mostBytes = mostBytes;
  }

  /** All that is offered. What is there already is replaced: the dialog has asked. One that could not be read again is not written. */
  async write(path: string): Promise<ExportedPresets> {
    const presets = this.#presets
      .offered()
      .map(({ name, sampling, systemPrompt, answerForm }) => ({ name, sampling, systemPrompt, answerForm }));
    const prompts = this.#prompts.list().map(({ name, text }) => ({ name, text }));
    const bytes = Buffer.from(presetFileText(presets, prompts));
    if (bytes.length > this.#mostBytes) throw this.#tooLarge();
    await writeWhole(path, (file) => file.writeFile(bytes));
    return { fileName: basename(path), presets: presets.length, prompts: prompts.length };
  }

  /** Adds what is new, all of it or nothing. */
  async read(path: string): Promise<ImportedPresets> {
    const { presets, prompts } = readPresetFile(await this.#textOf(path));
    const newPresets = addedByName(
      this.#presets.offered(),
      presets.map(({ preset }) => preset),
      { isSame: samePreset, mostCharacters: presetLimits.nameCharacters },
    );
    const newPrompts = addedByName(this.#prompts.list(), prompts, {
      isSame: samePrompt,
      mostCharacters: promptLimits.nameCharacters,
    });
    const added = { presets: newPresets.filter(isNew), prompts: newPrompts.filter(isNew) };
    this.#db.transaction(() => {
      this.#presets.add(added.presets);
      this.#prompts.add(added.prompts);
    });
    if (added.presets.length > 0) this.#presets.tell();
    if (added.prompts.length > 0) this.#prompts.tell();
    return {
      presets: added.presets.length,
      prompts: added.prompts.length,
      unchanged: presets.length + prompts.length - added.presets.length - added.prompts.length,
      leftOut: presets.flatMap(({ leftOut }, index) => {
        const preset = newPresets[index]?.name;
        return preset === undefined || leftOut.length === 0 ? [] : [{ preset, settings: leftOut }];
      }),
    };
  }

  async #textOf(path: string): Promise<string> {
    const bytes = await this.#bytesOf(path);
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch (thrown) {
      throw appError("invalid-input", "preset-file-no-json", {}, { cause: thrown });
    }
  }

  async #bytesOf(path: string): Promise<Buffer> {
    try {
      const about = await stat(path);
      // What is no file might never end.
      if (!about.isFile()) throw appError("invalid-input", "preset-file-other");
      if (about.size > this.#mostBytes) throw this.#tooLarge();
      return await readFile(path);
    } catch (thrown) {
      const code = systemCode(thrown);
      if (code.startsWith("E")) throw appError("disk-failed", "file-not-read", { code }, { cause: thrown });
      throw thrown;
    }
  }

  #tooLarge(): Error {
    return appError("invalid-input", "preset-file-too-large", { mostBytes: this.#mostBytes });
  }
}

const isNew = <T>(one: T | null): one is T => one !== null;
