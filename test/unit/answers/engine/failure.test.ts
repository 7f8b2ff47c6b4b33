import { describe, expect, it } from "vitest";
import type { MemoryNeed } from "../../../../src-shared/contract/index.ts";
import { sayError } from "../../../../src-shared/words/index.ts";
import { worded } from "../../../fixtures/worded.ts";
import { keptFailure } from "../../../fixtures/kept-failure.ts";
import { type AppError, appError } from "../../../../src-main/ground/core/index.ts";
import {
  type Phase,
  backendRefusal,
  engineHangs,
  explainAnswerFailure,
  explainExit,
  explainLoadFailure,
  findReason,
} from "../../../../src-main/answers/engine/failure.ts";
import type { ProcessExit } from "../../../../src-main/ground/processes/index.ts";
import { isKilledForMemory } from "../../../../src-main/answers/engine/memory-kills.ts";
import { referencedBytes } from "../../../../src-main/answers/engine/worker/hot-pages.ts";
import { parseStatus, sumGpuBuffers } from "../../../../src-main/answers/engine/worker/memory.ts";
import { plan } from "./support.ts";

const predicted = { devices: [{ needBytes: 4_000_000_000 }, { needBytes: 1_000_000_000 }] } as unknown as MemoryNeed;
const context = { plan: { ...plan, contextTokens: 8192 }, predicted };
const useless = appError("internal", "unexpected", { reason: "Failed to create context" });
const explain = (...log: string[]): AppError => explainLoadFailure(useless, log, context);
const notAsked = (): never => {
  throw new Error("this end is not a question of who sent a signal");
};

describe("memory that could not be had is told by buffer, size and device", () => {
  it.each([
    [
      "the cache on the CPU",
      [
        "ggml_aligned_malloc: insufficient memory (attempted to allocate 351562.50 MB)",
        "ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 368640000000",
        "alloc_tensor_range: failed to allocate CPU buffer of size 368640000000",
        "llama_init_from_model: failed to initialize the context: failed to allocate buffer for kv cache",
      ],
      { device: "CPU", bufferBytes: 368_640_000_000, purpose: "cache" },
      /There was no room for a context of 8,192 tokens: 343\.3 GB of the computer's memory\. Load it with a shorter context/,
    ],
    [
      "weights on a GPU",
      [
        "ggml_backend_cuda_buffer_type_alloc_buffer: allocating 4403.49 MiB on device 0: cudaMalloc failed: out of memory",
        "alloc_tensor_range: failed to allocate CUDA0 buffer of size 4617400320",
        "llama_model_load: error loading model: unable to allocate CUDA0 buffer",
      ],
      { device: "GPU 0", bufferBytes: 4_617_393_930, purpose: "weights" },
      /no room for the model's weights: 4\.3 GB on GPU 0\. Close other programs, or take a smaller variant\./,
    ],
    [
      "computing on a GPU",
      [
        "load_tensors:        CUDA0 model buffer size =  4403.49 MiB",
        "ggml_gallocr_reserve_n_impl: failed to allocate Vulkan0 buffer of size 560000000",
        "graph_reserve: failed to allocate compute buffers",
      ],
      { device: "Vulkan0", bufferBytes: 560_000_000, purpose: "computing" },
      /no room for computing: 534 MB on Vulkan0\./,
    ],
  ])("%s", (_, log, details, message) => {
    const error = explain(...log);
    expect(error.code).toBe("out-of-memory");
    expect(error.details).toMatchObject({ ...details, predictedBytes: 5_000_000_000 });
    expect(sayError(error)).toMatch(message);
  });

  it.each([
    [
      "Metal",
      ["ggml_metal_buffer_init: error: failed to allocate buffer, size =  4096.00 MiB"],
      { device: "GPU", deviceKind: "gpu", bufferBytes: 4096 * 2 ** 20 },
    ],
    [
      "Metal, while computing",
      [
        "ggml_metal_synchronize: error: command buffer 0 failed with status 5",
        "error: Insufficient Memory (00000008:kIOGPUCommandBufferCallbackErrorOutOfMemory)",
      ],
      { device: "GPU", deviceKind: "gpu", bufferBytes: null },
    ],
    [
      "Vulkan",
      [
        "ggml_vulkan: Device memory allocation of size 1073741824 failed.",
        "ggml_vulkan: vk::Device::allocateMemory: ErrorOutOfDeviceMemory",
        "llama_model_load: error loading model: unable to allocate Vulkan0 buffer",
      ],
      { device: "GPU", deviceKind: "gpu", bufferBytes: 2 ** 30, purpose: "weights" },
    ],
    [
      "CUDA, while computing",
      ["CUDA error: out of memory", "  current device: 1, in function alloc at ggml-cuda.cu:512"],
      { device: "GPU 1", deviceKind: "gpu", bufferBytes: null },
    ],
    [
      "memory pinned for CUDA",
      ["ggml_gallocr_reserve_n_impl: failed to allocate CUDA_Host buffer of size 1000000"],
      { device: "CUDA_Host", deviceKind: "cpu", bufferBytes: 1_000_000 },
    ],
    [
      "Node itself",
      ["FATAL ERROR: Zone Allocation failed - process out of memory"],
      { device: "CPU", deviceKind: "cpu", bufferBytes: null },
    ],
  ])("in the words of %s", (_, log, details) => {
    expect(explain(...log)).toMatchObject({ code: "out-of-memory", details });
    const died = explainExit({ how: "killed", signal: "SIGABRT", log }, "loading", context, notAsked);
    expect(died).toMatchObject({ code: "out-of-memory", details: { ...details, signal: "SIGABRT" } });
  });

  it("a warning about pinned memory is no reason", () => {
    const error = explain("WARNING: failed to allocate 12.50 MB of pinned memory", "error loading model: bad magic");
    expect(error.code).toBe("load-failed");
  });

  it("a bad_alloc alone names no size", () => {
    expect(sayError(explain("llama_init_from_model: failed to initialize the context: std::bad_alloc"))).toMatch(
      /^There was no room for the model: enough of the computer's memory\./,
    );
  });
});

describe("other reasons of a failed load", () => {
  it("an architecture that the engine does not know", () => {
    const error = explain("llama_model_load: error loading model: unknown model architecture: 'futura'");
    expect(worded(error)).toMatchObject({
      code: "unsupported-model",
      message: "The engine does not know this kind of model yet (futura).",
    });
  });

  it("llama.cpp's own words where there are no better ones", () => {
    const error = explain(
      "llama_model_load: error loading model: tensor 'blk.1.ffn_up.weight' data is not within the file bounds, model is corrupted or incomplete",
    );
    expect(error.code).toBe("load-failed");
    expect(sayError(error)).toBe(
      "The model could not be loaded: tensor 'blk.1.ffn_up.weight' data is not within the file bounds, model is corrupted or incomplete",
    );
  });

  it.each([
    "llama_model_load: error loading model: tensor 'a' data is not within the file bounds, model is corrupted or incomplete",
    "gguf_init_from_reader: failed to read key-value pairs",
  ])("a file that was cut is not the plan's fault: %s", (line) => {
    expect(explain(line)).toMatchObject({ code: "load-failed", details: { planAtFault: false } });
    expect(explain("llama_model_load: error loading model: missing tensor").details).not.toHaveProperty("planAtFault");
  });

  it("what is known already stays as it is", () => {
    const known = keptFailure("file-missing", "Gone.");
    expect(explainLoadFailure(known, [], context)).toBe(known);
  });
});

describe("who killed a process", () => {
  const quiet = { killsBefore: 3, killsNow: 3, needBytes: 4e9, freeBytes: 12e9, totalBytes: 16e9 };

  it("the kernel, where it counts one more", () => {
    expect(isKilledForMemory({ ...quiet, signal: "SIGKILL", killsNow: 4 })).toBe(true);
  });

  it("somebody else, where it counts none and there is room", () => {
    expect(isKilledForMemory({ ...quiet, signal: "SIGKILL" })).toBe(false);
    expect(isKilledForMemory({ ...quiet, signal: "SIGTERM" })).toBe(false);
    expect(isKilledForMemory({ ...quiet, signal: "SIGKILL", needBytes: null })).toBe(false);
  });

  it("a program that watches over memory, where the plan would leave next to nothing", () => {
    expect(isKilledForMemory({ ...quiet, signal: "SIGTERM", freeBytes: 5e9 })).toBe(true);
    expect(isKilledForMemory({ ...quiet, signal: "SIGKILL", freeBytes: 1e9, needBytes: null })).toBe(true);
  });

  it("the system, where nobody counts: only it kills at once", () => {
    const uncounted = { ...quiet, killsBefore: null, killsNow: null, freeBytes: 1e6 };
    expect(isKilledForMemory({ ...uncounted, signal: "SIGKILL" })).toBe(true);
    expect(isKilledForMemory({ ...uncounted, signal: "SIGTERM" })).toBe(false);
  });
});

describe("an end that nobody asked for", () => {
  const exit = ({
    code,
    signal,
    log = [],
  }: {
    code?: number;
    signal?: NodeJS.Signals;
    log?: string[];
  }): ProcessExit => {
    if (signal !== undefined) return { how: "killed", signal, log };
    return code === undefined ? { how: "not-started", log } : { how: "exited", code, log };
  };

  it("names the assertion that llama.cpp failed on", () => {
    const log = ["/llama.cpp/ggml/src/ggml.c:1234: GGML_ASSERT(ggml_can_mul_mat(a, b)) failed", "    at foo (x.js:1)"];
    const error = explainExit(exit({ signal: "SIGABRT", log }), "loading", context, notAsked);
    expect(error).toMatchObject({ code: "load-failed", details: { signal: "SIGABRT" } });
    expect(sayError(error)).toBe(
      "The engine ended while it loaded the model (GGML_ASSERT(ggml_can_mul_mat(a, b)) failed). Bitloft itself goes on.",
    );
  });

  it("a buffer that was refused before an abort is the reason", () => {
    const log = [
      "alloc_tensor_range: failed to allocate CUDA0 buffer of size 1000000000",
      "GGML_ASSERT(buffer) failed",
    ];
    expect(explainExit(exit({ signal: "SIGABRT", log }), "loading", context, notAsked).code).toBe("out-of-memory");
  });

  it("SIGKILL for want of memory is the system's, with what the plan needs", () => {
    const error = explainExit(exit({ signal: "SIGKILL" }), "loading", context, () => true);
    expect(error.code).toBe("out-of-memory");
    expect(sayError(error)).toMatch(/it needs about 4\.7 GB/);
  });

  it.each(["SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"] as const)(
    "%s of somebody else blames nobody",
    (signal) => {
      const end = (phase: Phase): AppError => explainExit(exit({ signal }), phase, context, () => false);
      for (const phase of ["loading", "ready", "prompting", "answering"] as const) {
        expect(end(phase)).toMatchObject({ code: "engine-crashed", details: { signal, planAtFault: false } });
      }
      expect(sayError(end("loading"))).toBe(
        "The engine was ended from outside while it loaded the model, by a person or another program. Load the model again to go on.",
      );
      expect(sayError(end("answering"))).toMatch(/The partial answer is kept; load the model again to go on\.$/);
    },
  );

  it.skipIf(process.platform !== "linux")("a file that cannot be read any more is not the plan's fault", () => {
    const error = explainExit(exit({ signal: "SIGBUS" }), "loading", context, notAsked);
    expect(error).toMatchObject({ code: "load-failed", details: { signal: "SIGBUS", planAtFault: false } });
    expect(explainExit(exit({ signal: "SIGSEGV" }), "loading", context, notAsked).details).not.toHaveProperty(
      "planAtFault",
    );
  });

  it("a program that could not be started is not the plan's fault", () => {
    const error = explainExit(exit({}), "loading", context, notAsked);
    expect(error).toMatchObject({ code: "load-failed", details: { planAtFault: false } });
  });

  it.each([
    ["ggml_vulkan: device lost on AMD Radeon RX 7900 XTX (RADV NAVI31)"],
    ["CUDA error: unspecified launch failure"],
  ])("a graphics card that is gone is told apart: %s", (line) => {
    const error = explainExit(exit({ signal: "SIGABRT", log: [line] }), "answering", context, notAsked);
    expect(error).toMatchObject({ code: "engine-crashed", details: { deviceKind: "gpu", signal: "SIGABRT" } });
    expect(sayError(error)).toMatch(
      /^The graphics card stopped working for the engine \(.+\)\. The partial answer is kept\./,
    );
  });

  const ptx = "CUDA error: the provided PTX was compiled with an unsupported toolchain.";
  const noImage = "CUDA error: no kernel image is available for execution on the device";

  it.each([
    [
      "an older driver",
      ptx,
      /^NVIDIA's driver is too old for the engine's CUDA part\. Update the driver\. Load the model again/,
    ],
    [
      "another card",
      noImage,
      /^The engine's CUDA part does not serve this card\. Load the model again: Bitloft then uses Vulkan/,
    ],
  ])("code that is for %s than this is told with what to do", (_, line, message) => {
    const log = [
      "/llama.cpp/ggml/src/ggml-cuda/ggml-cuda.cu:108: CUDA error",
      line,
      "  current device: 0, in function f",
    ];
    const onCard = { ...context, plan: { ...context.plan, backend: "cuda" as const, gpuLayers: 33 } };
    for (const [phase, code] of [
      ["loading", "load-failed"],
      ["answering", "engine-crashed"],
    ] as const) {
      const error = explainExit(exit({ signal: "SIGABRT", log }), phase, onCard, notAsked);
      expect(error).toMatchObject({ code, details: { reason: line, backend: "cuda", deviceKind: "gpu" } });
      expect(sayError(error)).toMatch(message);
      expect(backendRefusal(error)).toBe("no-code");
    }
  });

  it("an answer that broke off with the engine alive is told by what llama.cpp wrote", () => {
    const threw = appError("internal", "unexpected", { reason: "Eval has failed" });
    const broke = (...log: string[]): AppError => explainAnswerFailure(threw, log, context);
    expect(sayError(broke())).toMatch(/^The engine could not go on with this answer \(Eval has failed\)\./);
    expect(broke("ggml_backend_sched: graph_compute_async failed", "all is well").details).toEqual({
      reason: "ggml_backend_sched: graph_compute_async failed",
    });
    expect(sayError(broke("ggml_vulkan: device lost on Radeon"))).toMatch(/^The graphics card stopped working/);
    const known = keptFailure("context-full", "Full.");
    expect(explainAnswerFailure(known, ["ggml_vulkan: device lost on Radeon"], context)).toBe(known);
    expect(backendRefusal(broke())).toBeNull();
  });

  // Words of a card that another program had filled after the load.
  it.each([
    ["ggml_vulkan: vk::Device::allocateMemory: ErrorOutOfDeviceMemory", null],
    ["ggml_vulkan: Device memory allocation of size 1048576 failed.", 1_048_576],
    ["failed to allocate CUDA0 buffer of size 9", 9],
  ])("an answer for which a card had no room any more is told so: %s", (line, bufferBytes) => {
    const error = explainAnswerFailure(
      appError("internal", "unexpected", { reason: "Eval has failed" }),
      [line],
      context,
    );
    expect(error.code).toBe("out-of-memory");
    expect(error.details).toMatchObject({ deviceKind: "gpu", purpose: "computing", bufferBytes });
  });

  it("a graphics card that is gone while the model is loaded is a load that failed, and its words are the reason", () => {
    const line = "CUDA error: unspecified launch failure";
    const error = explainExit(exit({ signal: "SIGABRT", log: [line] }), "loading", context, notAsked);
    expect(error).toMatchObject({ code: "load-failed", details: { reason: line, signal: "SIGABRT" } });
    expect(sayError(error)).toBe(`The engine ended while it loaded the model (${line}). Bitloft itself goes on.`);
  });

  it("an engine that had to be ended because it hung says nothing against its plan", () => {
    expect(engineHangs()).toMatchObject({ code: "engine-crashed", details: { planAtFault: false } });
  });

  it.skipIf(process.platform === "win32")("a signal that a shell tells as a number is that signal", () => {
    expect(explainExit(exit({ code: 137 }), "loading", context, () => true).code).toBe("out-of-memory");
    expect(sayError(explainExit(exit({ code: 139 }), "ready", context, notAsked))).toMatch(/\(SIGSEGV\)/);
  });

  it("memory that Windows could not commit is memory", () => {
    expect(explainExit(exit({ code: 0xc000012d }), "loading", context, notAsked).code).toBe("out-of-memory");
  });

  it("Windows' own ends and its task manager's blame nobody", () => {
    for (const code of [0xc000013a, -1073741510, 0x40010004, 1]) {
      const error = explainExit(exit({ code }), "loading", context, notAsked);
      expect(error).toMatchObject({ code: "engine-crashed", details: { planAtFault: false } });
    }
    const threw = exit({ code: 1, log: ["Error: Cannot find module"] });
    expect(explainExit(threw, "loading", context, notAsked).details).not.toHaveProperty("planAtFault");
  });

  it("a status of Windows is said in words, never as a number", () => {
    const error = explainExit(exit({ code: 3221225477 }), "answering", context, notAsked);
    expect(sayError(error)).toBe(
      "The engine ended unexpectedly (access violation). The partial answer is kept; load the model again to go on.",
    );
    expect(sayError(explainExit(exit({ code: -1073740791 }), "ready", context, notAsked))).toMatch(/\(abort\)/);
    expect(sayError(explainExit(exit({ code: 1844 }), "ready", context, notAsked))).not.toMatch(/\d/);
  });

  it("a death over the template blames the template", () => {
    expect(explainExit(exit({ signal: "SIGABRT" }), "prompting", context, notAsked).code).toBe("template-failed");
  });
});

it("finds no reason in silence", () => {
  expect(findReason([])).toBeNull();
  expect(findReason(["load_tensors: loading model tensors"])).toBeNull();
});

it("reads what the kernel holds", () => {
  expect(parseStatus("Name:\tnode\nVmRSS:\t  300 kB\nVmData:\t     200 kB\nRssFile:\t     100 kB\n")).toEqual({
    anonymousBytes: 204_800,
    fileBackedBytes: 102_400,
  });
  expect(parseStatus("Name:\tnode\n")).toBeNull();
});

it("counts the pages of the model's files that were used", () => {
  const smaps = [
    "7f00-7f10 r--s 00000000 fe:00 123                        /models/my model.gguf",
    "Rss:                4000 kB",
    "Referenced:         1000 kB",
    "7f10-7f20 r--s 00001000 fe:00 123                        /models/my model.gguf",
    "Referenced:          500 kB",
    "7f20-7f30 r-xp 00000000 fe:00 9                          /usr/lib/libc.so",
    "Referenced:           77 kB",
    "7f30-7f40 rw-p 00000000 00:00 0 ",
    "Referenced:           88 kB",
    "VmFlags: rd wr",
  ].join("\n");
  expect(referencedBytes(smaps, new Set(["/models/my model.gguf"]))).toBe(1500 * 1024);
  expect(referencedBytes(smaps, new Set(["/models/other.gguf"]))).toBeNull();
});

it("adds up what llama.cpp took on GPUs, and not what it pinned for them", () => {
  const log = [
    "load_tensors:   CPU_Mapped model buffer size =   281.81 MiB",
    "load_tensors:        CUDA0 model buffer size =  4403.00 MiB",
    "llama_context:  CUDA_Host  output buffer size =     0.49 MiB",
    "llama_kv_cache:      CUDA0 KV buffer size =   512.00 MiB",
    "sched_reserve:      CUDA0 compute buffer size =   258.00 MiB",
    "sched_reserve:  CUDA_Host compute buffer size =    20.01 MiB",
  ];
  expect(sumGpuBuffers(log)).toBe(5173 * 1024 * 1024);
  expect(sumGpuBuffers(["load_tensors: MTL0_Mapped model buffer size = 100.00 MiB"])).toBe(100 * 1024 * 1024);
  expect(sumGpuBuffers(log.slice(0, 1))).toBeNull();
});
