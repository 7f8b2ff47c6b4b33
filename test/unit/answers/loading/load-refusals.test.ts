import { expect, it } from "vitest";
import type { InstalledVariant } from "../../../../src-shared/contract/index.ts";
import { sayPurpose } from "../../../../src-shared/words/index.ts";
import { wording } from "../../../fixtures/worded.ts";
import { requireUsable } from "../../../../src-main/answers/loading/load-refusals.ts";

const variant: InstalledVariant = {
  id: "bge",
  repository: null,
  commit: null,
  variantKey: null,
  name: "bge",
  label: "Q8_0",
  modifiers: [],
  architecture: "bert",
  parameters: 1,
  trainedContextTokens: 512,
  notForChat: null,
  path: "/bge.gguf",
  insteadOf: null,
  repositoryPath: null,
  sizeBytes: 1,
  sha256: null,
  fileCount: 1,
  state: "ready",
  imported: true,
  addedAt: 0,
  lastUsedAt: null,
};

it("loads nothing that cannot chat, whoever insists, and says what it is", () => {
  expect(requireUsable(variant, false)).toBe(variant);
  const embedding = { ...variant, notForChat: "embedding" as const };
  for (const force of [false, true])
    expect(wording(() => requireUsable(embedding, force))).toThrow(
      expect.objectContaining({ code: "unsupported-model", message: sayPurpose("embedding") }),
    );
});
