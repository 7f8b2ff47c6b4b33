import { describe, expect, it } from "vitest";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import type { VariantRecord } from "../../../../src-main/models/library/types.ts";
import { VariantsTable } from "../../../../src-main/models/library/variants-table.ts";
import { eachInItsOwnPlace } from "../../../fixtures/database-place.ts";

let db: Database;
eachInItsOwnPlace(({ open }) => {
  db = open();
});

const variant: VariantRecord = {
  id: "v",
  repository: "o/n",
  commit: "c",
  variantKey: "Q4_K_M",
  name: "Tiny",
  label: "Q4_K_M",
  modifiers: ["UD"],
  architecture: "llama",
  parameters: 1,
  trainedContextTokens: null,
  purpose: "chat",
  state: "ready",
  root: null,
  addedAt: 1,
  lastUsedAt: null,
  files: [{ path: "/a", sizeBytes: 1, sha256: null, modifiedAt: 1 }],
};

describe("a variant that is put again", () => {
  it.each([
    [null, "/models"],
    ["/models", null],
  ])("changes its folder from %s to %s, and all else but when it was added and used", (before, after) => {
    const table = new VariantsTable(db);
    table.put({ ...variant, root: before });
    const again: VariantRecord = {
      ...variant,
      root: after,
      repository: null,
      commit: null,
      variantKey: null,
      name: "Other",
      label: "F16",
      modifiers: [],
      architecture: "gemma3",
      parameters: 2,
      trainedContextTokens: 8192,
      state: "unverified",
      files: [{ path: "/b", sizeBytes: 2, sha256: "ab", modifiedAt: 2 }],
    };
    table.put({ ...again, addedAt: 99, lastUsedAt: 99 });
    expect(table.get("v")).toEqual({ ...again, addedAt: 1, lastUsedAt: null });
    expect(table.list()).toEqual([table.get("v")]);
  });
});
