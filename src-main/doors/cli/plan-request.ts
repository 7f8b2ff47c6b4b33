import { type PlanRequest, kvTypes } from "../../../src-shared/contract/index.ts";
import { type Command, type CommandContext, countOption, textOption, usageError } from "./command.ts";

/** Options of a plan beyond the model; the planner chooses those left out. */
export const planOptions = {
  context: { type: "string", value: "N" },
  kv: { type: "string", value: "TYPE", choices: kvTypes },
  "gpu-layers": { type: "string", value: "N" },
  "cpu-experts": { type: "string", value: "N" },
  "flash-attention": { type: "string", value: "on|off" },
  batch: { type: "string", value: "N" },
  sequences: { type: "string", value: "N" },
  "no-repack": { type: "boolean" },
} as const satisfies Command["options"];

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
    throw usageError("option-takes-one-of", { option: "--kv", choices: kvTypes, given: kv });
  if (flash !== undefined && flash !== "on" && flash !== "off")
    throw usageError("option-takes-one-of", { option: "--flash-attention", choices: ["on", "off"], given: flash });
  if (flash === "off" && kvType !== undefined && kvType !== "f16")
    throw usageError("kv-needs-flash-attention", { kvType });
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
  if (value !== undefined && value > limit)
    throw usageError("option-takes-at-most", { option: `--${name}`, most: limit });
}
