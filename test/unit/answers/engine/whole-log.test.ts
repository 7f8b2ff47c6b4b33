import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Llama } from "node-llama-cpp";
import { expect, it } from "vitest";
import { loadModel } from "../../../../src-main/answers/engine/worker/loaded-model.ts";
import { nativeLog, wholeLog } from "../../../../src-main/answers/engine/worker/native.ts";
import { cpuPlan } from "../../../fixtures/cpu-plan.ts";

it("the engine's log has the lines that come after the end of the work", async () => {
  const lines = wholeLog();
  setImmediate(() => nativeLog.write("the reason\n"));
  expect(await lines).toContain("the reason");
});

it("the buffers that a GPU computes in are counted, though their line comes after the context", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bitloft-log-"));
  const file = join(folder, "model.gguf");
  writeFileSync(file, "");
  const context = { getSequence: () => ({ model: { size: 1 } }), batchSize: 512 };
  const createContext = (): Promise<typeof context> => {
    nativeLog.write("llama_kv_cache:    Vulkan0 KV buffer size =   100.00 MiB\n");
    setImmediate(() => nativeLog.write("sched_reserve:    Vulkan0 compute buffer size =   258.50 MiB\n"));
    return Promise.resolve(context);
  };
  const model = { gpuLayers: 17, createContext, fileInfo: { splicedParts: 1 }, fileInsights: {} };
  const llama = { loadModel: () => Promise.resolve(model) } as unknown as Llama;
  try {
    const loaded = await loadModel(
      Promise.resolve(llama),
      {
        ...{ type: "load", files: [file], mappedTensors: [], templateHint: "", ignoreTemplate: false, keeping: null },
        plan: { ...cpuPlan({ contextTokens: 512 }), backend: "vulkan", gpuLayers: 17 },
        threads: { prompt: 1, decode: 1 },
      },
      () => undefined,
    );
    expect(loaded.memory().gpuBytes).toBe(358.5 * 1024 * 1024);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
