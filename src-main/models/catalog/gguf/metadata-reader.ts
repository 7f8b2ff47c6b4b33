import { appError } from "../../../ground/core/index.ts";
import type { GgufHeader } from "./types.ts";
import { MAX_NAME_CHARACTERS } from "./gguf-limits.ts";

/** Reads metadata by key with the types that are asked for; a value of another type counts as absent. */
export class MetadataReader {
  readonly #metadata: GgufHeader["metadata"];
  readonly architecture: string;

  constructor(metadata: GgufHeader["metadata"]) {
    this.#metadata = metadata;
    const architecture = this.text("general.architecture");
    if (architecture === null || architecture === "") throw appError("malformed-gguf", "no-architecture");
    this.architecture = architecture;
  }

  /** `%s` in a key stands for the architecture, as in llama.cpp. */
  #find(key: string) {
    return this.#metadata.get(key.replace("%s", () => this.architecture ?? ""));
  }

  has(key: string): boolean {
    return this.#find(key) !== undefined;
  }

  text(key: string): string | null {
    const entry = this.#find(key);
    return entry?.type === "string" ? entry.value : null;
  }

  /** As people may be shown it: one line, without what a terminal obeys or what turns text around. Null where nothing is left. */
  name(key: string): string | null {
    const shown = this.text(key)
      ?.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
      .replace(/\s+/g, " ")
      .trim()
      .slice(0, MAX_NAME_CHARACTERS);
    return shown === undefined || shown === "" ? null : shown;
  }

  flag(key: string): boolean | null {
    const entry = this.#find(key);
    return entry?.type === "bool" ? entry.value : null;
  }

  /** Any number, finite or not; null for anything else. */
  number(key: string): number | null {
    const entry = this.#find(key);
    return entry?.type === "number" ? entry.value : null;
  }

  /** A whole number from 0 to 2^53, as counts and sizes are; null for anything else. */
  count(key: string): number | null {
    const entry = this.#find(key);
    return entry?.type === "number" && Number.isSafeInteger(entry.value) && entry.value >= 0 ? entry.value : null;
  }

  arrayLength(key: string): number | null {
    const entry = this.#find(key);
    return entry?.type === "array" ? entry.length : null;
  }

  /** Tokens of a vocabulary that stand for a byte; null without a vocabulary. */
  byteTokens(key: string): number | null {
    const entry = this.#find(key);
    return entry?.type === "array" ? (entry.byteTokens ?? null) : null;
  }

  /** The elements of an array of whole numbers or truth values (as 0 and 1); null for anything else. */
  counts(key: string): number[] | null {
    const entry = this.#find(key);
    if (entry?.type !== "array" || entry.value === null) return null;
    return entry.value.every((value) => Number.isSafeInteger(value) && value >= 0) ? entry.value : null;
  }

  /** A key as the file has it. */
  named(key: string): string {
    return key.replace("%s", this.architecture);
  }

  /** A value per layer; one number for all is repeated. Throws where an array has another length, as llama.cpp does. */
  perLayer(key: string, layers: number): number[] | null {
    const one = this.count(key);
    if (one !== null) return new Array<number>(layers).fill(one);
    const values = this.counts(key);
    if (values === null) return null;
    if (values.length < layers)
      throw appError("malformed-gguf", "values-for-layers", { name: this.named(key), values: values.length, layers });
    return values.slice(0, layers);
  }
}
