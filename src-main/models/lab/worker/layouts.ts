import koffi from "koffi";

/** The structs of llama.cpp's C API that go by value or are read in place, in the order of include/llama.h and ggml.h. */
const int = "int32_t";
const pointer = "void *";

export const modelParams = koffi.struct("llama_model_params", {
  devices: pointer,
  tensor_buft_overrides: pointer,
  n_gpu_layers: int,
  split_mode: int,
  load_mode: int,
  lazy_mode: int,
  main_gpu: int,
  tensor_split: pointer,
  progress_callback: pointer,
  progress_callback_user_data: pointer,
  kv_overrides: pointer,
  vocab_only: "bool",
  check_tensors: "bool",
  use_extra_bufts: "bool",
  no_host: "bool",
  no_alloc: "bool",
  load_mtp: "bool",
});

export const contextParams = koffi.struct("llama_context_params", {
  n_ctx: "uint32_t",
  n_batch: "uint32_t",
  n_ubatch: "uint32_t",
  n_seq_max: "uint32_t",
  n_rs_seq: "uint32_t",
  n_outputs_max: "uint32_t",
  n_outputs_max_per_seq: "uint32_t",
  n_threads: int,
  n_threads_batch: int,
  ctx_type: int,
  rope_scaling_type: int,
  pooling_type: int,
  attention_type: int,
  flash_attn_type: int,
  rope_freq_base: "float",
  rope_freq_scale: "float",
  yarn_ext_factor: "float",
  yarn_attn_factor: "float",
  yarn_beta_fast: "float",
  yarn_beta_slow: "float",
  yarn_orig_ctx: "uint32_t",
  defrag_thold: "float",
  cb_eval: pointer,
  cb_eval_user_data: pointer,
  type_k: int,
  type_v: int,
  abort_callback: pointer,
  abort_callback_data: pointer,
  embeddings: "bool",
  offload_kqv: "bool",
  no_perf: "bool",
  op_offload: "bool",
  swa_full: "bool",
  kv_unified: "bool",
  samplers: pointer,
  n_samplers: "size_t",
  ctx_other: pointer,
});

export const quantizeParams = koffi.struct("llama_model_quantize_params", {
  nthread: int,
  ftype: int,
  output_tensor_type: int,
  token_embedding_type: int,
  allow_requantize: "bool",
  quantize_output_tensor: "bool",
  only_copy: "bool",
  pure: "bool",
  keep_split: "bool",
  dry_run: "bool",
  imatrix: pointer,
  kv_overrides: pointer,
  tt_overrides: pointer,
  prune_layers: pointer,
  max_buf_size: "size_t",
});

export const batch = koffi.struct("llama_batch", {
  n_tokens: int,
  token: pointer,
  embd: pointer,
  pos: pointer,
  n_seq_id: pointer,
  seq_id: pointer,
  logits: pointer,
});

export const ggmlInitParams = koffi.struct("ggml_init_params", {
  mem_size: "size_t",
  mem_buffer: pointer,
  no_alloc: "bool",
});

export const ggufInitParams = koffi.struct("gguf_init_params", { no_alloc: "bool", ctx: pointer });

/** An address in the engine's memory, or null. */
export type Address = bigint | null;

export type ModelParams = Record<"n_gpu_layers" | "split_mode" | "load_mode" | "lazy_mode" | "main_gpu", number> &
  Record<"vocab_only" | "check_tensors" | "use_extra_bufts" | "no_host" | "no_alloc" | "load_mtp", boolean> &
  Record<
    | "devices"
    | "tensor_buft_overrides"
    | "tensor_split"
    | "progress_callback"
    | "progress_callback_user_data"
    | "kv_overrides",
    Address
  >;

export type ContextParams = Record<
  | "n_ctx"
  | "n_batch"
  | "n_ubatch"
  | "n_seq_max"
  | "n_rs_seq"
  | "n_outputs_max"
  | "n_outputs_max_per_seq"
  | "n_threads"
  | "n_threads_batch"
  | "ctx_type"
  | "rope_scaling_type"
  | "pooling_type"
  | "attention_type"
  | "flash_attn_type"
  | "rope_freq_base"
  | "rope_freq_scale"
  | "yarn_ext_factor"
  | "yarn_attn_factor"
  | "yarn_beta_fast"
  | "yarn_beta_slow"
  | "yarn_orig_ctx"
  | "defrag_thold"
  | "type_k"
  | "type_v"
  | "n_samplers",
  number
> &
  Record<"embeddings" | "offload_kqv" | "no_perf" | "op_offload" | "swa_full" | "kv_unified", boolean> &
  Record<
    "cb_eval" | "cb_eval_user_data" | "abort_callback" | "abort_callback_data" | "samplers" | "ctx_other",
    Address
  >;

export type QuantizeParams = Record<
  "nthread" | "ftype" | "output_tensor_type" | "token_embedding_type" | "max_buf_size",
  number
> &
  Record<"allow_requantize" | "quantize_output_tensor" | "only_copy" | "pure" | "keep_split" | "dry_run", boolean> &
  Record<"imatrix" | "kv_overrides" | "tt_overrides" | "prune_layers", Address>;

/** What `*_default_params` of this version return: a shifted field shows here. */
export const defaults: { model: ModelParams; context: ContextParams; quantize: QuantizeParams } = {
  model: {
    devices: null,
    tensor_buft_overrides: null,
    n_gpu_layers: -1,
    split_mode: 1,
    load_mode: -1,
    lazy_mode: 1,
    main_gpu: 0,
    tensor_split: null,
    progress_callback: null,
    progress_callback_user_data: null,
    kv_overrides: null,
    vocab_only: false,
    check_tensors: false,
    use_extra_bufts: true,
    no_host: false,
    no_alloc: false,
    load_mtp: false,
  },
  context: {
    n_ctx: 512,
    n_batch: 2048,
    n_ubatch: 512,
    n_seq_max: 1,
    n_rs_seq: 0,
    n_outputs_max: 0,
    n_outputs_max_per_seq: 1,
    n_threads: 4,
    n_threads_batch: 4,
    ctx_type: 0,
    rope_scaling_type: -1,
    pooling_type: -1,
    attention_type: -1,
    flash_attn_type: -1,
    rope_freq_base: 0,
    rope_freq_scale: 0,
    yarn_ext_factor: -1,
    yarn_attn_factor: -1,
    yarn_beta_fast: -1,
    yarn_beta_slow: -1,
    yarn_orig_ctx: 0,
    defrag_thold: -1,
    cb_eval: null,
    cb_eval_user_data: null,
    type_k: 1,
    type_v: 1,
    abort_callback: null,
    abort_callback_data: null,
    embeddings: false,
    offload_kqv: true,
    no_perf: true,
    op_offload: true,
    swa_full: true,
    kv_unified: false,
    samplers: null,
    n_samplers: 0,
    ctx_other: null,
  },
  quantize: {
    nthread: 0,
    ftype: 7,
    output_tensor_type: 43,
    token_embedding_type: 43,
    allow_requantize: false,
    quantize_output_tensor: true,
    only_copy: false,
    pure: false,
    keep_split: false,
    dry_run: false,
    imatrix: null,
    kv_overrides: null,
    tt_overrides: null,
    prune_layers: null,
    max_buf_size: 8 * 1024 ** 3,
  },
};

/** Bytes from the start of a `ggml_tensor` (ggml.h), which is read in place. */
export const tensorLayout = {
  type: 0,
  buffer: 8,
  ne: 16,
  nb: 48,
  op: 80,
  src: 152,
  data: 248,
  name: 256,
  sizeBytes: 336,
  nameBytes: 64,
};
