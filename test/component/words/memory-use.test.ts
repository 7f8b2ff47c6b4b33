import { describe, expect, it } from "vitest";
import type { MemoryNeed } from "../../../src-shared/contract/index.ts";
import { createFakeBridge, loadedEngine } from "../../../src-renderer/bridge/fake/index.ts";
import { EngineState } from "../../../src-renderer/state/engine.svelte.ts";
import { MiB, mustBeFreeBytes, usedBytes } from "../../../src-shared/figures/index.ts";
import { windowWords } from "../../../src-shared/words/index.ts";
import { memoryUseWords } from "../../../src-renderer/words/memory-use.ts";

const part = { budgetBytes: 9e9, totalBytes: 16e9, weightsBytes: 0, kvBytes: 0, computeBytes: 0 };
const need: MemoryNeed = {
  weightsBytes: 4e9,
  kvBytes: 1e9,
  computeBytes: 0,
  stateBytes: 0,
  overheadBytes: 0,
  repackBytes: 0,
  anonymousBytes: 1e9,
  fileBackedBytes: 2e9,
  loadOnlyBytes: 0,
  devices: [
    { ...part, name: "CPU", kind: "cpu", needBytes: 3e9 },
    { ...part, name: "RTX 4070", kind: "gpu", needBytes: 2e9 },
  ],
};

const english = windowWords.en;

describe("what a model takes", () => {
  it("is what must stay free, and leaves the pages of its file out of forecast and measure alike", () => {
    expect(mustBeFreeBytes(need)).toBe(3e9);
    expect(usedBytes({ anonymousBytes: 1.1e9, gpuBytes: 2e9 })).toBe(3.1e9);
    expect(usedBytes({ anonymousBytes: null, gpuBytes: 2e9 })).toBe(2e9);
    expect(usedBytes({ anonymousBytes: null, gpuBytes: null })).toBeNull();
  });

  it("is the same right after a load, when the whole file is mapped, and after the first answer", async () => {
    const bridge = createFakeBridge();
    const engine = new EngineState(bridge);
    const end = engine.connect();
    const after = (fileBackedBytes: number): string | null => {
      const measured = { anonymousBytes: 1.03e9, fileBackedBytes, gpuBytes: 2e9, loadMs: 900 };
      bridge.emit("engine", { ...loadedEngine("v"), predicted: need, measured });
      return memoryUseWords(english, engine.predictedBytes, engine.measuredBytes);
    };
    expect(after(4e9)).toBe("uses 2.8 GB (1 % over the forecast)");
    expect(after(2e9)).toBe(after(4e9));
    end();
  });

  it("is told with its forecast as soon as it is measured", () => {
    expect(memoryUseWords(english, null, null)).toBeNull();
    expect(memoryUseWords(english, 486 * MiB, null)).toBe("needs 486 MB");
    expect(memoryUseWords(english, 486 * MiB, 500 * MiB)).toBe("uses 500 MB (3 % over the forecast)");
    expect(memoryUseWords(english, 520 * MiB, 500 * MiB)).toBe("uses 500 MB (4 % under the forecast)");
    expect(memoryUseWords(english, 501 * MiB, 500 * MiB)).toBe("uses 500 MB (as forecast)");
    expect(memoryUseWords(english, null, 500 * MiB)).toBe("uses 500 MB");
  });
});
