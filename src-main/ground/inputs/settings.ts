import { z } from "zod";
import {
  type AnyOf,
  type DownloadHours,
  type HubToken,
  type MachineOverrides,
  type ProxyPassword,
  type Settings,
  type SettingsPatch,
  languageCodes,
  proxyKinds,
  textSizes,
} from "../../../src-shared/contract/index.ts";
import { KiB } from "../../../src-shared/figures/index.ts";
import { hubAddress, proxyAddress } from "../core/index.ts";
import { heldTo } from "../schemas/index.ts";
import { awaitedModelSchema } from "./download.ts";

/** A settings file is a few hundred bytes; more than this is not ours. */
export const settingsBounds = { bytes: 64 * KiB, depth: 8, values: 1000 } as const;

const machineOverridesSchema = heldTo<MachineOverrides>()(
  z.object({
    gpuFreeBytes: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).optional(),
    useGpu: z.boolean().optional(),
    usableCores: z.number().int().min(1).max(1024).optional(),
    memoryBandwidthBytesPerSecond: z.number().positive().max(1e14).optional(),
  }),
);

const minuteOfDay = z.number().int().min(0).max(1439);
const downloadHoursSchema = heldTo<DownloadHours>()(z.object({ fromMinute: minuteOfDay, toMinute: minuteOfDay }));

const hubEndpointSchema = z
  .string()
  .max(500)
  .transform((text, context) => {
    const address = hubAddress(text);
    if (address !== null) return address;
    context.addIssue({ code: "custom", params: { key: "no-web-address", shown: text } });
    return z.NEVER;
  });

const proxyAddressSchema = z
  .string()
  .max(500)
  .transform((text, context) => {
    const address = proxyAddress(text);
    if (address !== null) return address;
    // Without what may be a password.
    const shown = text.replace(/^(\w*:?\/*).*@/, "$1").slice(0, 100);
    context.addIssue({ code: "custom", params: { key: "no-proxy", shown } });
    return z.NEVER;
  });

const languageSetting = z.enum(["system", ...languageCodes]);

/** Version 1 of the settings file. A new version adds a schema and a step in `settings/`. */
export const settingsSchema = heldTo<Settings, AnyOf<Settings>>()(
  z.object({
    version: z.literal(1).default(1),
    theme: z.enum(["system", "light", "dark"]).default("system"),
    language: languageSetting.default("system"),
    textSize: z.enum(textSizes).default("normal"),
    hubEndpoint: hubEndpointSchema.nullable().default(null),
    modelsFolder: z.string().max(4096).nullable().default(null),
    connections: z.number().int().min(1).max(16).default(8),
    simultaneousDownloads: z.number().int().min(1).max(8).default(2),
    maxBytesPerSecond: z.number().int().positive().nullable().default(null),
    downloadHours: downloadHoursSchema.nullable().default(null),
    notifyDownloads: z.boolean().default(true),
    proxy: z.enum(proxyKinds).default("system"),
    proxyAddress: proxyAddressSchema.nullable().default(null),
    defaultContextTokens: z.number().int().min(256).max(1_048_576).default(8192),
    memoryReserveBytes: z.number().int().nonnegative().nullable().default(null),
    stepDown: z.boolean().nullable().default(null),
    unloadAfterMinutes: z.number().int().min(1).max(1440).nullable().default(null),
    titlesByModel: z.boolean().default(true),
    machineOverrides: machineOverridesSchema.nullable().default(null),
    firstRunDone: z.boolean().default(false),
    lastScreen: z.string().max(40).nullable().default(null),
    startScreen: z.string().max(40).nullable().default(null),
    firstAnswerNoted: z.boolean().default(false),
    switchTo: awaitedModelSchema.nullable().default(null),
  }),
);

export const settingsPatchSchema = heldTo<SettingsPatch>()(
  z
    .object({
      theme: z.enum(["system", "light", "dark"]),
      language: languageSetting,
      textSize: settingsSchema.shape.textSize.unwrap(),
      hubEndpoint: settingsSchema.shape.hubEndpoint.unwrap(),
      connections: settingsSchema.shape.connections.unwrap(),
      simultaneousDownloads: settingsSchema.shape.simultaneousDownloads.unwrap(),
      maxBytesPerSecond: settingsSchema.shape.maxBytesPerSecond.unwrap(),
      downloadHours: settingsSchema.shape.downloadHours.unwrap(),
      notifyDownloads: z.boolean(),
      proxy: z.enum(proxyKinds),
      proxyAddress: proxyAddressSchema.nullable(),
      defaultContextTokens: settingsSchema.shape.defaultContextTokens.unwrap(),
      memoryReserveBytes: settingsSchema.shape.memoryReserveBytes.unwrap(),
      stepDown: z.boolean().nullable(),
      unloadAfterMinutes: settingsSchema.shape.unloadAfterMinutes.unwrap(),
      titlesByModel: z.boolean(),
      machineOverrides: machineOverridesSchema.nullable(),
      firstRunDone: z.boolean(),
      lastScreen: settingsSchema.shape.lastScreen.unwrap(),
      startScreen: settingsSchema.shape.startScreen.unwrap(),
      firstAnswerNoted: z.boolean(),
      switchTo: awaitedModelSchema.nullable(),
    })
    .partial(),
);

export const hubTokenSchema = heldTo<HubToken>()(z.object({ token: z.string().trim().max(500).nullable() }));

const passwordSchema = z.string().max(500);
/** As the keychain has it: with the address that it was given for. */
export const keptProxyPasswordSchema = z.object({ for: z.string().max(600), password: passwordSchema });

export const proxyPasswordSchema = heldTo<ProxyPassword>()(z.object({ password: passwordSchema.nullable() }));
