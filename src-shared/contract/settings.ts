import { z } from "zod";
import { hubAddress } from "./hub-address.ts";

/** What a person knows better than the probes; what is left out stays as found. */
export const machineOverridesSchema = z.object({
  /** Free memory of the GPU that plans use first. */
  gpuFreeBytes: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).optional(),
  /** Whether plans may use GPUs at all. */
  useGpu: z.boolean().optional(),
  usableCores: z.number().int().min(1).max(1024).optional(),
  memoryBandwidthBytesPerSecond: z.number().positive().max(1e14).optional(),
});
export type MachineOverrides = z.infer<typeof machineOverridesSchema>;

const hubEndpointSchema = z
  .string()
  .max(500)
  .transform((text, context) => {
    const address = hubAddress(text);
    if (address !== null) return address;
    context.addIssue({ code: "custom", message: `"${text}" is not a web address. Write it as https://hf-mirror.com.` });
    return z.NEVER;
  });

/** Version 1 of the settings file. A new version adds a schema and a step in `settings/`. */
export const settingsSchema = z.object({
  version: z.literal(1).default(1),
  theme: z.enum(["system", "light", "dark"]).default("system"),
  /** Null: HF_ENDPOINT, else huggingface.co. */
  hubEndpoint: hubEndpointSchema.nullable().default(null),
  /** Null: `models` in the data folder. */
  modelsFolder: z.string().max(4096).nullable().default(null),
  /** Ranges fetched at once, over all files of a download. */
  connections: z.number().int().min(1).max(16).default(6),
  simultaneousDownloads: z.number().int().min(1).max(8).default(2),
  /** Null: no limit. */
  maxBytesPerSecond: z.number().int().positive().nullable().default(null),
  defaultContextTokens: z.number().int().min(256).max(1_048_576).default(8192),
  /** Memory that every plan leaves alone, on the CPU. Null: chosen from the machine. */
  memoryReserveBytes: z.number().int().nonnegative().nullable().default(null),
  /** Consent, given once: a load that fails goes on with a smaller plan. Null: not asked yet. */
  stepDown: z.boolean().nullable().default(null),
  /** Overrides of what the probes found, for this computer; null: as found. */
  machineOverrides: machineOverridesSchema.nullable().default(null),
  firstRunDone: z.boolean().default(false),
});
export type Settings = z.infer<typeof settingsSchema>;

export const settingsPatchSchema = z
  .object({
    theme: z.enum(["system", "light", "dark"]),
    hubEndpoint: settingsSchema.shape.hubEndpoint.unwrap(),
    connections: settingsSchema.shape.connections.unwrap(),
    simultaneousDownloads: settingsSchema.shape.simultaneousDownloads.unwrap(),
    maxBytesPerSecond: settingsSchema.shape.maxBytesPerSecond.unwrap(),
    defaultContextTokens: settingsSchema.shape.defaultContextTokens.unwrap(),
    memoryReserveBytes: settingsSchema.shape.memoryReserveBytes.unwrap(),
    stepDown: z.boolean().nullable(),
    machineOverrides: machineOverridesSchema.nullable(),
    firstRunDone: z.boolean(),
  })
  .partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

/** What the window sees: never the token itself. */
export interface SettingsView {
  settings: Settings;
  /** Where it really points, after the environment. */
  effectiveHubEndpoint: string;
  /** Why nothing is asked there: HF_ENDPOINT is set, and is not an address. */
  hubEndpointProblem: string | null;
  modelsFolder: string;
  hasHubToken: boolean;
}

export const hubTokenSchema = z.object({ token: z.string().trim().max(500).nullable() });
