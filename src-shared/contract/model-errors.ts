import type { FitHeadline } from "./fit-statements.ts";
import type { KeptErrors } from "./kept-errors.ts";
import type { NoFigures } from "./no-figures.ts";
import type { Purpose } from "./purpose.ts";
import type { VariantNote } from "./variant-notes.ts";

/** What a file that is not GGUF begins with. */
export type OtherFileStart = "web-page" | "git-lfs-pointer" | "zip" | "gzip" | "json";

export interface NotGgufErrors extends KeptErrors {
  /** `start` is null where it is nothing known. */
  "other-start": { start: OtherFileStart | null };
  "no-file": NoFigures;
}

/** A part of a header that has a length; `name`: of which entry or tensor. */
export type GgufPart =
  | "counts"
  | "tensors"
  | "metadata-entries"
  | "key"
  | "value"
  | "text"
  | "array"
  | "array-text"
  | "token"
  | "tensor-name"
  | "tensor-shape";

/** What is wrong with a header. Names are the file's own, cut to a bearable length. */
export interface MalformedGgufErrors extends KeptErrors {
  "not-credible": { part: GgufPart; name: string | null; count: number; limit: number };
  "beyond-end": { part: GgufPart; name: string | null; offsetBytes: number; lengthBytes: number };
  "header-too-long": { headerBytes: number };
  "header-cut": { readBytes: number };
  "cut-short": { expectedBytes: number; fileSizeBytes: number };
  "version-0": { version: 0 };
  "empty-key": NoFigures;
  "key-twice": { name: string };
  "unknown-value-type": { name: string; type: number };
  "array-of-arrays": { name: string };
  "token-twice": { token: string; index: number };
  alignment: NoFigures;
  "tensor-twice": { name: string };
  "tensor-overlaps": { name: string; offsetBytes: number; expectedBytes: number };
  "tensor-leaves-gap": { name: string; offsetBytes: number; expectedBytes: number };
  "tensors-too-large": NoFigures;
  "tensor-too-large": { name: string };
  "row-not-in-blocks": { name: string; type: string };
  "weights-not-finite": { name: string };
  "no-tensors": { hasVocabulary: boolean };
  shards: { count: number };
  "shards-in-name": { count: number };
  "shards-share-tensor": NoFigures;
  "shards-joined": { shards: number };
  layers: { blockCount: number };
  "no-width": NoFigures;
  lacks: { name: string };
  "impossible-value": { name: string; value: number };
  "unknown-value": { name: string };
  experts: { count: number };
  "experts-used": { count: number; used: number };
  "expert-groups": { count: number; groups: number; usedGroups: number };
  "no-architecture": NoFigures;
  "values-for-layers": { name: string; values: number; layers: number };
  "predicting-layers": { further: number; blockCount: number };
  "empty-vocabulary": NoFigures;
  "no-byte-tokens": NoFigures;
  "whole-number-weights": { name: string; type: string };
  "layer-without-width": { layer: number };
  "no-heads": NoFigures;
  "layer-without-heads": { layer: number };
  "empty-on-hub": { path: string };
  "header-not-read-to-end": { path: string; maxBytes: number };
}

/** What a GGUF file that is not a complete language model is. */
export type OtherGguf =
  | "video-model"
  | "picture-model"
  | "picture-model-part"
  | "speech-recogniser"
  | "projector"
  | "importance-matrix"
  | "control-vector"
  | "lora-adapter"
  | "vocabulary"
  | "part-of-another-program"
  /** The unknown type that its header names. */
  | "unknown-type";

/** What of a model Ollama's converter has made otherwise than llama.cpp's: the part that sees is in the same file, or names differ. */
export type ConvertedForm = "tower-inside" | "own-form";

export interface UnsupportedModelErrors extends KeptErrors {
  "unknown-tensor-type": { type: string };
  "tensor-of-fork": { name: string; typeId: number; removed: string };
  "tensor-of-unknown-type": { name: string; typeId: number };
  "tensor-of-removed-type": { name: string; typeId: number; type: string };
  "no-companion": { architecture: string };
  "no-language-model": { what: OtherGguf; architecture: string; type: string };
  "converted-for-ollama": { architecture: string; form: ConvertedForm };
  "old-format": { format: string };
  "big-endian": NoFigures;
  "version-1": { version: 1 };
  "newer-version": { version: number };
  "no-vocabulary": NoFigures;
  "cannot-chat": { purpose: Purpose; path: string };
  "unknown-architecture": { architecture: string; reason: string };
  /** Of a repository without a GGUF file: what it has instead. */
  "no-gguf-here": { note: VariantNote };
  "variant-does-not-run": { note: VariantNote | null };
  /** No plan can be made for it at all. */
  "no-plan": { headline: FitHeadline };
}

export interface IncompleteModelErrors extends KeptErrors {
  "no-files": NoFigures;
  "no-files-on-hub": NoFigures;
  "shards-missing": { shards: number; present: number };
  "shard-missing": { name: string };
  /** The engine finds shards by their names alone. */
  "shard-renamed": { shards: number };
  /** `note`: which, where it is known. */
  "part-missing-on-hub": { note: VariantNote | null };
  /** Of a page of the Hub's: what is not listed, and why. */
  "variants-left-out": { count: number };
  "list-continues-elsewhere": { host: string };
  "list-too-long": NoFigures;
  "names-left-out": { leadOutside: number; controlCharacters: number };
}

export interface FileMissingErrors extends KeptErrors {
  "no-file": NoFigures;
  "no-such-file": { path: string };
  "variant-file": { path: string };
  /** One of several, of which `path` is the first. */
  "variant-part": { path: string };
  /** Just before it was loaded. */
  "gone-before-load": { path: string | null };
  "machine-unknown": { path: string };
  "machine-not-read": { path: string; reason: string };
  "machine-too-large": { path: string };
  "schema-not-read": { path: string; reason: string };
}

export interface FileChangedErrors extends KeptErrors {
  "size-changed": { name: string; sizeBytes: number; confirmedBytes: number };
  "changed-while-moved": { path: string };
  /** Of the file for whose sake another was to go. */
  "not-replaced": { path: string };
}

/** What is wrong with an archive. */
export type ArchiveFault =
  | "cut-short"
  | "damaged-header"
  | "long-header"
  | "other-entry"
  | "file-twice"
  | "too-many-files"
  | "too-large"
  | "unsafe-name"
  | "unreadable-size";

export interface ChecksumErrors extends KeptErrors {
  download: { path: string; expectedSha256: string | null; foundSha256: string };
  installed: { path: string };
  /** A copy in another folder. */
  moved: { path: string };
  "several-installed": { failed: number; of: number };
  /** `name`: of the entry that it is about, as JSON; "" where it is about none. */
  archive: { fault: ArchiveFault; name: string };
  "other-package": { name: string };
  "archive-hash": NoFigures;
  "archive-not-unpacked": { reason: string };
  "no-npm-archive": { path: string };
  registry: NoFigures;
}
