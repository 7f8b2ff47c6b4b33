import type { AnyError } from "./error-codes.ts";
import type { KeptErrors } from "./kept-errors.ts";
import type { FitSummary } from "./fit-statements.ts";
import type { NoFigures } from "./no-figures.ts";
import type { SchemaFault } from "./schema-faults.ts";

export interface InternalErrors extends KeptErrors {
  /** What no part of Bitloft means to throw, in the words of who threw it. */
  unexpected: { reason: string };
  "check-failed": { reason: string };
  "bandwidth-failed": { reason: string };
  "bandwidth-silent": NoFigures;
  "component-list-damaged": NoFigures;
  "shape-unknown": NoFigures;
  "variant-left-out": NoFigures;
  "download-not-in-library": NoFigures;
}

export interface CancelledErrors extends KeptErrors {
  cancelled: NoFigures;
  loading: NoFigures;
  closing: NoFigures;
  /** A command that goes on where it stopped when it is given again. */
  paused: NoFigures;
  "not-deleted": NoFigures;
  "not-restored": NoFigures;
}

export interface BusyErrors extends KeptErrors {
  loading: NoFigures;
  answering: { conversationId?: string };
  "answering-elsewhere": { conversationId: string };
  "answering-before-load": NoFigures;
  "component-in-use": NoFigures;
  /** By another process; what can be done there. */
  "fetched-elsewhere": { then: "appears-here" | "pause-there" | "cancel-there" };
  "just-started-elsewhere": NoFigures;
  "taken-over": NoFigures;
  /** To another folder. */
  moving: NoFigures;
  "used-in-lab": NoFigures;
  "folder-in-move": NoFigures;
}

/** `leftOut`: what was left out of the page of the repository, where what is looked for may be among it. */
export interface NotFoundErrors extends KeptErrors {
  variant: { id?: string };
  "variant-to-load": NoFigures;
  conversation: NoFigures;
  /** Of the list of conversations. */
  folder: NoFigures;
  "library-folder": NoFigures;
  message: NoFigures;
  preset: NoFigures;
  prompt: NoFigures;
  comparison: NoFigures;
  /** By whatever was typed of its id. */
  "conversation-named": { name: string };
  download: NoFigures;
  job: { id: string };
  request: { id: string };
  component: NoFigures;
  "component-of-other-version": { path: string };
  /** By the registry. */
  "component-withheld": { host: string; status: number };
  "no-gguf": { repository: string };
  "nothing-runs": { repository: string; leftOut: AnyError | null };
  "unknown-offline": { repository: string };
  "not-known-yet": { repository: string };
  "no-such-variant": { repository: string; variant: string; there: string[]; leftOut: AnyError | null };
  "no-such-label": { label: string; there: string[] };
  "not-installed": { name: string };
  /** A file that is there, and not in the library. */
  "file-not-imported": { path: string };
  /** They were chosen before Bitloft began, or many others since. */
  "files-chosen": NoFigures;
  /** The same of what was written. */
  "file-exported": NoFigures;
  "neither-file-nor-model": { name: string };
  "none-recommended": { repository: string; summary: FitSummary[] };
}

export interface InvalidInputErrors extends KeptErrors {
  /** What a schema found, by its own code. */
  "not-valid": { field: string; problem: string };
  "no-repository-name": { field: string };
  "no-web-address": { field: string; shown: string };
  "no-proxy": { field: string; shown: string };
  "no-proxy-user": NoFigures;
  "no-authority": NoFigures;
  "foreign-call": NoFigures;
  "no-such-call": NoFigures;
  "no-call-id": NoFigures;
  "answer-too-large": { maxBytes: number };
  "other-link": NoFigures;
  "experts-stay": { cpuExpertLayers: number };
  "weights-in-layout": NoFigures;
  "command-not-understood": { problem: string };
  "conversation-too-long": { problem: string };
  "nothing-to-answer-again": NoFigures;
  "not-a-question": NoFigures;
  "too-many-presets": { most: number };
  "too-many-prompts": { most: number };
  "preset-file-no-json": NoFigures;
  /** JSON that is something else. */
  "preset-file-other": NoFigures;
  "preset-file-newer": { version: number; knownVersion: number };
  /** What a schema found. */
  "preset-file-not-valid": { field: string; problem: string };
  "preset-file-too-large": { mostBytes: number };
  /** One in a folder that is in one itself. */
  "folder-too-deep": NoFigures;
  "nothing-to-continue": NoFigures;
  /** Too few, too many or too long, or one of them twice. */
  "choices-unusable": { least: number; most: number; characters: number };
  "schema-unusable": { fault: SchemaFault };
  /** How many may be. */
  "variants-to-compare": { least: number; most: number };
  /** It is not blind, has a vote, was told, or not every answer is whole. */
  "no-vote-here": NoFigures;
  "no-such-page": NoFigures;
  "no-such-library-page": NoFigures;
  "name-leads-outside": NoFigures;
  "no-free-name": NoFigures;
  "component-bundled": NoFigures;
  /** Another program's files, or a person's. */
  "not-ours-to-move": { path: string };
  "moved-already": { path: string };
  "no-such-folder": { path: string };
  /** One of the library's folders, or a folder in or around one. */
  "folder-known": { path: string };
  /** Where downloads go. */
  "folder-in-use": { path: string };
  "in-library-already": { path: string; id: string; name: string; label: string };
  "is-folder": { path: string };
  "is-folder-to-import": { path: string };
  "no-file-to-import": { path: string };
  "prompt-too-long": { maxBytes: number };
  "several-variants": { name: string; candidates: string };
  "several-conversations": { name: string; candidates: string };
  "output-exists": { path: string };
  /** Of files with conversations, how many are none that is known. */
  "not-recognised": { count: number };
  "output-needed": { option: string };
  "backup-not-recognised": NoFigures;
  /** `part`: the file in it that is not as it was written. */
  "backup-damaged": { part: string };
  "backup-holds-other": { name: string };
  /** Of this version of Bitloft. */
  "backup-newer": { appVersion: string };
  "backup-too-many-parts": { most: number };
  "machine-too-rich": { path: string };
  "machine-no-json": { path: string };
  "machine-not-valid": { path: string; field: string; problem: string };
  "command-missing": NoFigures;
  "unknown-command": { name: string };
  "wrong-usage": { usage: string };
  "unknown-option": { option: string };
  "option-takes-no-value": { option: string };
  "option-takes-value": { option: string };
  "dashed-value-goes-after-sign": { option: string };
  "option-takes-folder": { option: string };
  "option-takes-count": { option: string; least: number; given: string };
  "option-takes-number": { option: string; least: number; given: string };
  "option-takes-at-most": { option: string; most: number };
  "option-takes-one-of": { option: string; choices: readonly string[]; given: string };
  "kv-needs-flash-attention": { kvType: string };
  "prompt-empty": NoFigures;
  "options-exclude": { option: string; other: string };
  /** As `choices-unusable`, on a command line. */
  "choices-option-unusable": { least: number; most: number; characters: number };
  "no-quantise-label": { label: string; there: readonly string[] };
  "matrix-needed": NoFigures;
  /** As what reads it says. */
  "matrix-unusable": { reason: string };
  "text-too-short": { tokens: number; neededTokens: number };
  "text-too-long": { path: string; maxBytes: number };
  "vocabularies-differ": { referenceTokens: number; variantTokens: number };
  "output-is-input": { path: string };
  "made-file-exists": { path: string };
  "no-such-repository-name": { name: string };
  /** As the parser of options says it. */
  "not-understood": { problem: string };
}
