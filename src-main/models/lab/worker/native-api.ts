import koffi, { type LibraryHandle, type TypeObject } from "koffi";
import { type EngineLibraries, openEngineLibraries } from "./engine-libraries.ts";
import { LabFailure } from "./lab-failure.ts";
import {
  type Address,
  type ContextParams,
  type ModelParams,
  type QuantizeParams,
  batch,
  contextParams,
  defaults,
  ggmlInitParams,
  ggufInitParams,
  modelParams,
  quantizeParams,
  tensorLayout,
} from "./layouts.ts";

type Type = string | TypeObject;
/** 64 bits: a bigint where a number would not be exact. */
type Size = number | bigint;

/** What the lab calls of llama.cpp's C API, bound and checked. An address is a bigint; a text or a typed array goes as it is. */
export type NativeApi = ReturnType<typeof bindAll>;

/** Opens the libraries of a folder and checks version and layouts before anything of a model is called. Throws a `LabFailure`. */
export function openNativeApi(folder: string): NativeApi {
  const libraries = openEngineLibraries(folder);
  const api = bindAll(libraries);
  checkLayouts(api);
  api.loadBackends(folder);
  api.initBackend();
  return api;
}

function bindAll({ ggmlBase, ggml, llama }: EngineLibraries) {
  const of =
    (library: LibraryHandle) =>
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- what C takes and gives is written once more for this language
    <F extends (...args: never[]) => unknown>(name: string, result: Type, ...args: Type[]): F =>
      library.func(name, result, args) as unknown as F;
  const base = of(ggmlBase);
  const all = of(ggml);
  const api = of(llama);
  const p = "void *";
  return {
    loadBackends: all<(folder: string) => void>("ggml_backend_load_all_from_path", "void", "str"),
    initBackend: api<() => void>("llama_backend_init", "void"),
    setLog: api<(callback: Address, data: Address) => void>("llama_log_set", "void", p, p),
    modelDefaults: api<() => ModelParams>("llama_model_default_params", modelParams),
    contextDefaults: api<() => ContextParams>("llama_context_default_params", contextParams),
    quantizeDefaults: api<() => QuantizeParams>("llama_model_quantize_default_params", quantizeParams),
    quantize: waited<[input: string, output: string, params: QuantizeParams], number>(
      llama,
      "llama_model_quantize",
      "uint32_t",
      "str",
      "str",
      koffi.pointer(quantizeParams),
    ),
    loadModel: api<(path: string, params: ModelParams) => Address>("llama_model_load_from_file", p, "str", modelParams),
    freeModel: api<(model: Address) => void>("llama_model_free", "void", p),
    newContext: api<(model: Address, params: ContextParams) => Address>("llama_init_from_model", p, p, contextParams),
    freeContext: api<(context: Address) => void>("llama_free", "void", p),
    hasEncoder: api<(model: Address) => boolean>("llama_model_has_encoder", "bool", p),
    vocabularyOf: api<(model: Address) => Address>("llama_model_get_vocab", p, p),
    vocabularySize: api<(vocabulary: Address) => number>("llama_vocab_n_tokens", "int32_t", p),
    addsBos: api<(vocabulary: Address) => boolean>("llama_vocab_get_add_bos", "bool", p),
    bos: api<(vocabulary: Address) => number>("llama_vocab_bos", "int32_t", p),
    tokenToPiece: api<
      (
        ...args: [vocabulary: Address, token: number, into: Uint8Array, bytes: number, strip: number, special: boolean]
      ) => number
    >("llama_token_to_piece", "int32_t", p, "int32_t", p, "int32_t", "int32_t", "bool"),
    tokenText: api<(vocabulary: Address, token: number) => string | null>("llama_vocab_get_text", "str", p, "int32_t"),
    tokenize: api<
      (
        ...args: [
          vocabulary: Address,
          text: Uint8Array,
          bytes: number,
          tokens: Int32Array,
          most: number,
          special: boolean,
          parse: boolean,
        ]
      ) => number
    >("llama_tokenize", "int32_t", p, p, "int32_t", p, "int32_t", "bool", "bool"),
    memoryOf: api<(context: Address) => Address>("llama_get_memory", p, p),
    clearMemory: api<(memory: Address, data: boolean) => void>("llama_memory_clear", "void", p, "bool"),
    decode: api<(context: Address, batch: NativeBatch) => number>("llama_decode", "int32_t", p, batch),
    logitsAt: api<(context: Address, index: number) => Address>("llama_get_logits_ith", p, p, "int32_t"),
    tensorOverhead: base<() => Size>("ggml_tensor_overhead", "size_t"),
    initGgml: base<(params: { mem_size: number; mem_buffer: Address; no_alloc: boolean }) => Address>(
      "ggml_init",
      p,
      ggmlInitParams,
    ),
    freeGgml: base<(context: Address) => void>("ggml_free", "void", p),
    newTensor: base<(context: Address, type: number, columns: number, rows: number) => Address>(
      "ggml_new_tensor_2d",
      p,
      p,
      "int",
      "int64_t",
      "int64_t",
    ),
    setTensorName: base<(tensor: Address, name: string) => Address>("ggml_set_name", p, p, "str"),
    tensorBytes: base<(tensor: Address) => Size>("ggml_nbytes", "size_t", p),
    operationName: base<(operation: number) => string>("ggml_op_name", "str", "int"),
    isHost: base<(buffer: Address) => boolean>("ggml_backend_buffer_is_host", "bool", p),
    readTensor: base<(tensor: Address, into: Uint8Array, offset: number, bytes: number) => void>(
      "ggml_backend_tensor_get",
      "void",
      p,
      p,
      "size_t",
      "size_t",
    ),
    emptyGguf: base<() => Address>("gguf_init_empty", p),
    openGguf: base<(path: string, params: { no_alloc: boolean; ctx: Address }) => Address>(
      "gguf_init_from_file",
      p,
      "str",
      ggufInitParams,
    ),
    firstTensor: base<(context: Address) => Address>("ggml_get_first_tensor", p, p),
    nextTensor: base<(context: Address, tensor: Address) => Address>("ggml_get_next_tensor", p, p, p),
    findKey: base<(gguf: Address, key: string) => Size>("gguf_find_key", "int64_t", p, "str"),
    valueType: base<(gguf: Address, key: number) => number>("gguf_get_kv_type", "int", p, "int64_t"),
    arrayType: base<(gguf: Address, key: number) => number>("gguf_get_arr_type", "int", p, "int64_t"),
    arrayLength: base<(gguf: Address, key: number) => Size>("gguf_get_arr_n", "size_t", p, "int64_t"),
    textInArray: base<(gguf: Address, key: number, index: number) => string>(
      "gguf_get_arr_str",
      "str",
      p,
      "int64_t",
      "size_t",
    ),
    number: base<(gguf: Address, key: number) => number>("gguf_get_val_u32", "uint32_t", p, "int64_t"),
    freeGguf: base<(gguf: Address) => void>("gguf_free", "void", p),
    setText: base<(gguf: Address, key: string, value: string) => void>("gguf_set_val_str", "void", p, "str", "str"),
    setTexts: base<(gguf: Address, key: string, values: string[], count: number) => void>(
      "gguf_set_arr_str",
      "void",
      p,
      "str",
      koffi.pointer("str"),
      "size_t",
    ),
    setNumber: base<(gguf: Address, key: string, value: number) => void>(
      "gguf_set_val_u32",
      "void",
      p,
      "str",
      "uint32_t",
    ),
    addTensor: base<(gguf: Address, tensor: Address) => void>("gguf_add_tensor", "void", p, p),
    writeGguf: base<(gguf: Address, path: string, metaOnly: boolean) => boolean>(
      "gguf_write_to_file",
      "bool",
      p,
      "str",
      "bool",
    ),
  };
}

/** Bound to be run on another thread, so that this one goes on: what the engine calls back comes to it between other work. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as above: the compiler cannot know what C gives
function waited<Args extends unknown[], Result>(library: LibraryHandle, name: string, result: Type, ...args: Type[]) {
  const bound = library.func(name, result, args);
  return (...given: Args): Promise<Result> =>
    new Promise((resolve, reject) => {
      bound.async(...given, (error: Error | null, value: Result) => {
        if (error === null) resolve(value);
        else reject(error);
      });
    });
}

export interface NativeBatch {
  n_tokens: number;
  token: Int32Array;
  embd: null;
  pos: null;
  n_seq_id: null;
  seq_id: null;
  logits: Int8Array;
}

/** Where a buffer of ours lies. It must be kept for as long as the engine uses it. */
export function addressOf(buffer: Uint8Array | Float32Array): bigint {
  return koffi.address(buffer);
}

/** A function of ours for the engine to call, on the thread that called it. */
export function callback(result: string, args: string[], run: (...args: never[]) => unknown): bigint {
  return koffi.register(run, koffi.pointer(koffi.proto(result, args)));
}

/** A view of the engine's memory, without a copy. Valid until the engine frees it. */
export function memoryAt(address: Address, bytes: number): ArrayBuffer {
  return koffi.view(address, bytes);
}

/** Throws where a struct of this version is laid out differently: what would be passed would be read as something else. */
function checkLayouts(api: NativeApi): void {
  const found = { model: api.modelDefaults(), context: api.contextDefaults(), quantize: api.quantizeDefaults() };
  for (const name of ["model", "context", "quantize"] as const) {
    const differs = Object.entries(defaults[name]).find(
      ([field, value]) => Number(found[name][field as never] ?? -0.5) !== Number(value ?? -0.5),
    );
    if (differs !== undefined) throw layoutFailure(`${name}.${differs[0]}`);
  }
  const headBytes = 32;
  if (Number(api.tensorOverhead()) !== tensorLayout.sizeBytes + headBytes) throw layoutFailure("ggml_tensor");
  const context = api.initGgml({ mem_size: 64 * 1024, mem_buffer: null, no_alloc: false });
  const tensor = api.newTensor(context, 0, 3, 5);
  api.setTensorName(tensor, "layout");
  const view = new DataView(memoryAt(tensor, tensorLayout.sizeBytes));
  const name = Buffer.from(view.buffer, tensorLayout.name, 7).toString("latin1");
  const shape = [0, 8].map((at) => Number(view.getBigInt64(tensorLayout.ne + at, true)));
  const strides = [0, 8].map((at) => Number(view.getBigInt64(tensorLayout.nb + at, true)));
  const isThere = name === "layout\0" && shape.join() === "3,5" && strides.join() === "4,12";
  const operation = view.getInt32(tensorLayout.op, true);
  const hasData = view.getBigUint64(tensorLayout.data, true) !== 0n;
  api.freeGgml(context);
  if (!isThere || operation !== 0 || !hasData) throw layoutFailure("ggml_tensor");
}

function layoutFailure(what: string): LabFailure {
  return new LabFailure({ kind: "layout", what });
}
