import { type PlanRequest, kvTypes } from "../../../src-shared/contract/index.ts";
import { type Command, type CommandContext, UsageError, countOption, textOption } from "./command.ts";

/** Options of a plan beyond the model; the planner chooses those left out. */
export const planOptions: Command["options"] = {
  context: { type: "string", value: "N", help: "Context length in tokens." },
  kv: { type: "string", value: "TYPE", help: `Type of the context's memory: ${kvTypes.join(", ")}.` },
  "gpu-layers": { type: "string", value: "N", help: "Layers on the GPU; 99 for all. Otherwise the plan chooses." },
  "cpu-experts": {
    type: "string",
    value: "N",
    help: "Of the layers on the GPU, the first N keep their experts on the CPU.",
  },
  "flash-attention": { type: "string", value: "on|off", help: "Off needs more memory; on unless told otherwise." },
  batch: { type: "string", value: "N", help: "Tokens that one step of a prompt takes." },
  sequences: { type: "string", value: "N", help: "Answers that are written at one time." },
  "no-repack": { type: "boolean", help: "Leaves the CPU's weights in the file's own layout." },
};

const most = { context: 16_777_216, batch: 16_384, sequences: 64, layers: 100_000 } as const;

export function planRequest(context: CommandContext): PlanRequest {
  const contextTokens = countOption(context, "context", 256);
  const kv = textOption(context, "kv")?.toLowerCase();
  const gpuLayers = countOption(context, "gpu-layers");
  const cpuExpertLayers = countOption(context, "cpu-experts");
  const batchTokens = countOption(context, "batch", 1);
  const sequences = countOption(context, "sequences", 1);
  const flash = textOption(context, "flash-attention")?.toLowerCase();
  const kvType = kvTypes.find((type) => type === kv);
  if (kv !== undefined && kvType === undefined)
    throw new UsageError(`--kv takes one of ${kvTypes.join(", ")}, not "${kv}".`);
  if (flash !== undefined && flash !== "on" && flash !== "off")
    throw new UsageError(`--flash-attention takes on or off, not "${flash}".`);
  if (flash === "off" && kvType !== undefined && kvType !== "f16")
    throw new UsageError(`--kv ${kvType} needs flash attention: leave out --flash-attention off, or take --kv f16.`);
  requireAtMost("context", contextTokens, most.context);
  requireAtMost("batch", batchTokens, most.batch);
  requireAtMost("sequences", sequences, most.sequences);
  return {
    ...(contextTokens === undefined ? {} : { contextTokens }),
    ...(kvType === undefined ? {} : { kvType }),
    ...(gpuLayers === undefined ? {} : { gpuLayers: Math.min(gpuLayers, most.layers) }),
    ...(cpuExpertLayers === undefined ? {} : { cpuExpertLayers: Math.min(cpuExpertLayers, most.layers) }),
    ...(batchTokens === undefined ? {} : { batchTokens }),
    ...(sequences === undefined ? {} : { sequences }),
    ...(flash === undefined ? {} : { flashAttention: flash === "on" }),
    ...(context.options["no-repack"] === true ? { repack: false } : {}),
  };
}

function requireAtMost(name: string, value: number | undefined, limit: number): void {
  if (value !== undefined && value > limit) throw new UsageError(`--${name} takes at most ${String(limit)}.`);
}
