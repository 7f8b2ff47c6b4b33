import { appError } from "../../../ground/core/index.ts";
import { MAX_EXPERTS, MAX_WIDTH } from "./gguf-limits.ts";
import type { MetadataReader } from "./metadata-reader.ts";

const widths = [
  "%s.embedding_length",
  "%s.feed_forward_length",
  "%s.expert_feed_forward_length",
  "%s.expert_shared_feed_forward_length",
  "%s.attention.head_count",
  "%s.attention.head_count_kv",
  "%s.attention.key_length",
  "%s.attention.value_length",
  "%s.attention.key_length_swa",
  "%s.attention.value_length_swa",
  "%s.attention.key_length_mla",
  "%s.attention.value_length_mla",
  "%s.attention.kv_lora_rank",
  "%s.attention.q_lora_rank",
  "%s.rope.dimension_count",
  "%s.ssm.conv_kernel",
  "%s.ssm.inner_size",
  "%s.ssm.state_size",
  "%s.ssm.time_step_rank",
  "%s.ssm.group_count",
  "%s.shortconv.l_cache",
  "%s.wkv.head_size",
  "%s.token_shift_count",
  "%s.kda.head_dim",
  "%s.vocab_size",
] as const;

/** Refuses hyperparameters that no model has, on which llama.cpp stops or memory would be reckoned in millions of gigabytes. */
export function requireSaneSizes(metadata: MetadataReader): void {
  for (const key of widths) {
    const value = largest(metadata, key);
    if (value > MAX_WIDTH) throw appError("malformed-gguf", "impossible-value", { name: metadata.named(key), value });
  }
  requireExperts(metadata);
}

/** As `llama_model_base::load_hparams` asserts it. */
function requireExperts(metadata: MetadataReader): void {
  const count = metadata.count("%s.expert_count") ?? 0;
  // Dense Hunyuan models are written as a mixture of one.
  if (count <= 1 && metadata.architecture.startsWith("hunyuan")) return;
  const used = largest(metadata, "%s.expert_used_count");
  if (count > MAX_EXPERTS) throw appError("malformed-gguf", "experts", { count });
  // A first shard may be read alone; its metadata is the whole model's all the same.
  if (used > count || (count > 0 && used === 0)) throw appError("malformed-gguf", "experts-used", { count, used });
  const groups = metadata.count("%s.expert_group_count") ?? 0;
  const usedGroups = metadata.count("%s.expert_group_used_count") ?? 0;
  const fair = groups <= 1 || (count % groups === 0 && usedGroups > 0 && usedGroups < groups);
  if (groups > 0 && (groups >= count || !fair))
    throw appError("malformed-gguf", "expert-groups", { count, groups, usedGroups });
}

function largest(metadata: MetadataReader, key: string): number {
  return metadata.count(key) ?? Math.max(0, ...(metadata.counts(key) ?? []));
}
