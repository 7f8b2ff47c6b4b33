import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { FoundModel, VariantNote } from "../../../src-shared/contract/index.ts";
import { variantKey } from "../../../src-shared/figures/index.ts";
import { toAppError } from "../../ground/core/index.ts";
import { describeModel } from "../library/index.ts";
import { ownName } from "./own-text.ts";
import { searchTextFor } from "./search-text.ts";
import type { StoredModel } from "./types.ts";

/** Stays with the file, so that what was found by one look is known to the next. */
export function idOf({ program, files }: StoredModel): string {
  return createHash("sha256").update(`${program}\0${files[0].path}`).digest("hex").slice(0, 24);
}

export const bytesOf = ({ files, companionBytes }: StoredModel): number =>
  files.reduce((sum, { sizeBytes }) => sum + sizeBytes, companionBytes);

/** What is read of a model, whatever became of its place meanwhile. */
export type Described = Pick<FoundModel, "name" | "label" | "runs" | "note" | "searchFor">;

/** Reads a model's header, and says whether the engine can load it; never throws for what is in the file. */
export async function describeStored(model: StoredModel, signal?: AbortSignal): Promise<Described> {
  const { files, foreign, hasAdapter } = model;
  const called = model.name ?? ownName(basename(files[0].path)) ?? basename(files[0].path);
  const refused = (note: VariantNote): Described => {
    return { name: called, label: null, runs: false, note, searchFor: searchTextFor(called) };
  };
  if (foreign !== null) return refused({ key: "foreign-format", figures: { format: foreign } });
  if (hasAdapter) return refused({ key: "is-lora-adapter", figures: {} });
  try {
    const { name, label, modifiers } = await describeModel(files[0].path, { signal });
    const key = label === "unknown" ? null : variantKey(modifiers, label);
    return { name: model.name ?? name, label: key, runs: true, note: null, searchFor: null };
  } catch (thrown) {
    signal?.throwIfAborted();
    return refused({ key: "header-refused", figures: { refusal: toAppError(thrown).toDto() } });
  }
}
