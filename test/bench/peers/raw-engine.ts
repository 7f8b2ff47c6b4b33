import koffi from "koffi";
import { openEngineLibraries } from "../../../src-main/models/lab/worker/engine-libraries.ts";
import type { Address } from "../../../src-main/models/lab/worker/layouts.ts";
import { openNativeApi } from "../../../src-main/models/lab/worker/native-api.ts";
import type { PlainRequest, PlainResult } from "./plain-script.ts";

/**
 * The limit of any wrapper: the engine's own libraries in a loop that does nothing else, with a pool of threads that lives as long as the
 * loop. It draws no tokens: those that it reads are made up. Arguments: the libraries' folder, model, context length, threads.
 */
const [folder = "", modelPath = "", contextSize = "2048", threadCount = "1"] = process.argv.slice(2);
const threads = Number(threadCount);
/** Tokens of any vocabulary are numbered below this. */
const usualTokens = 40_000;
const questionTokens = 42;
/** Of ggml.h: GGML_MAX_N_THREADS. */
const mostThreads = 512;

// What the lab refuses for safety (`LabFailure`) is a failure of the benchmark here.
const api = openNativeApi(folder);
const { ggmlBase, ggml, llama } = openEngineLibraries(folder);
api.setLog(
  koffi.register(() => undefined, koffi.pointer(koffi.proto("void", ["int", "str", "void *"]))),
  null,
);
const model = api.loadModel(modelPath, { ...api.modelDefaults(), n_gpu_layers: 0 });
const context = api.newContext(model, {
  ...api.contextDefaults(),
  ...{ n_ctx: Number(contextSize), n_batch: 512, n_ubatch: 512, n_threads: threads, n_threads_batch: threads },
});
attachThreads();
const synchronize = llama.func("llama_synchronize", "void", ["void *"]) as (context: Address) => void;
process.send?.({ type: "loaded" });

process.on("disconnect", () => process.exit(0));
process.on("message", (request: PlainRequest) => process.send?.({ type: "result", ...answer(request) }));

function answer({ maxTokens }: PlainRequest): PlainResult {
  api.clearMemory(api.memoryOf(context), true);
  const begun = performance.now();
  read(Array.from({ length: questionTokens }, (_, at) => (at * 7919) % usualTokens));
  const firstAt = performance.now();
  for (let token = 1; token < maxTokens; token++) read([(token * 104_729) % usualTokens]);
  const lastAt = performance.now();
  return { promptTokens: questionTokens, promptMs: firstAt - begun, tokens: maxTokens, decodeMs: lastAt - firstAt };
}

function read(tokens: readonly number[]): void {
  const last = new Int8Array(tokens.length);
  last[tokens.length - 1] = 1;
  const none = { embd: null, pos: null, n_seq_id: null, seq_id: null };
  const failed = api.decode(context, {
    ...none,
    n_tokens: tokens.length,
    token: Int32Array.from(tokens),
    logits: last,
  });
  if (failed !== 0) throw new Error(`llama_decode: ${failed}`);
  synchronize(context);
}

/** Without one of its own the engine begins and ends its threads with every token. */
function attachThreads(): void {
  const params = koffi.struct("ggml_threadpool_params", {
    cpumask: koffi.array("bool", mostThreads),
    n_threads: "int",
    prio: "int",
    poll: "uint32_t",
    strict_cpu: "bool",
    paused: "bool",
  });
  const registry = (ggml.func("ggml_backend_reg_by_name", "void *", ["str"]) as (name: string) => Address)("CPU");
  const address = ggmlBase.func("ggml_backend_reg_get_proc_address", "void *", ["void *", "str"]) as (
    registry: Address,
    name: string,
  ) => Address;
  const begin = koffi.decode(
    address(registry, "ggml_threadpool_new"),
    koffi.proto("void *", [koffi.pointer(params)]),
  ) as (params: object) => Address;
  const mask = Array.from({ length: mostThreads }, () => false);
  const pool = begin({ cpumask: mask, n_threads: threads, prio: 0, poll: 50, strict_cpu: false, paused: false });
  const attach = llama.func("llama_attach_threadpool", "void", ["void *", "void *", "void *"]) as (
    ...args: Address[]
  ) => void;
  attach(context, pool, pool);
}
