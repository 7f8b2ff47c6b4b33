import { afterEach, describe, expect, it, vi } from "vitest";
import type { InstalledVariant } from "../../../src-shared/contract/index.ts";
import { createFakeBridge, sampleLibrary } from "../../../src-renderer/bridge/fake/index.ts";
import { LibraryState } from "../../../src-renderer/state/library.svelte.ts";

let end = (): void => undefined;
afterEach(() => end());

const repository = "o/Model-GGUF";
const sample = sampleLibrary[0] as InstalledVariant;

async function libraryWith(...variants: Partial<InstalledVariant>[]) {
  const bridge = createFakeBridge({
    state: { library: variants.map((variant, index) => ({ ...sample, repository, id: `v${index}`, ...variant })) },
  });
  const library = new LibraryState(bridge);
  end = library.connect();
  await vi.waitFor(() => expect(library.known).toBe(true));
  return { bridge, library };
}

describe("the installed copy of a repository's variant", () => {
  const plain = { key: "Q4_K_XL", label: "Q4_K_XL", modifiers: [] };
  const dynamic = { key: "UD-Q4_K_XL", label: "Q4_K_XL", modifiers: ["UD"] };

  it("is told from one of the same label by its key", async () => {
    const { library } = await libraryWith({ variantKey: "Q4_K_XL", label: "Q4_K_XL", modifiers: [] });
    expect(library.find(repository, plain)?.id).toBe("v0");
    expect(library.find(repository, dynamic)).toBeNull();
    expect(library.find("another/repository", plain)).toBeNull();
  });

  it("is told by its modifiers where its key is not known", async () => {
    const { library } = await libraryWith({ variantKey: null, label: "Q4_K_XL", modifiers: ["UD"] });
    expect(library.find(repository, dynamic)?.id).toBe("v0");
    expect(library.find(repository, plain)).toBeNull();
  });

  it("is found though its header gives it another label", async () => {
    const { library } = await libraryWith({ variantKey: "MXFP4", label: "MXFP4_MOE", modifiers: [] });
    expect(library.find(repository, { key: "MXFP4", label: "MXFP4", modifiers: [] })?.id).toBe("v0");
  });
});

it("shows what another process has imported, without being asked", async () => {
  const { bridge, library } = await libraryWith();
  expect(library.variants).toEqual([]);
  bridge.changeLibrary([sample]);
  expect(library.variants.map(({ id }) => id)).toEqual([sample.id]);
  bridge.changeLibrary([]);
  expect(library.variants).toEqual([]);
});
