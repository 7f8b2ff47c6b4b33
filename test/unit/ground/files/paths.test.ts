import { describe, expect, it } from "vitest";
import { foldPath } from "../../../../src-main/ground/files/index.ts";

describe("foldPath", () => {
  it("sees names as a file system does that ignores case or composes accents", () => {
    expect(foldPath("Ä.GGUF")).toBe(foldPath("a\u0308.gguf"));
  });
});
