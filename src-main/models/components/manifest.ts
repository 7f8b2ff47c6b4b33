import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { componentIds } from "../../../src-shared/contract/index.ts";
import { appError } from "../../ground/core/index.ts";

const bytes = z.number().int().positive();

const packageSchema = z.object({
  /** In the registry. */
  name: z.string().regex(/^@[a-z0-9-]+\/[a-z0-9-]+$/),
  sizeBytes: bytes,
  unpackedBytes: bytes,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** As in package-lock.json. */
  integrity: z.string().regex(/^sha512-[A-Za-z0-9+/]{86}==$/),
  /** Needed only with this version of what the component builds on. */
  onlyWith: z.number().int().positive().optional(),
});

const manifestSchema = z.object({
  version: z.string().max(40),
  components: z
    .array(
      z.object({
        id: z.enum(componentIds),
        platform: z.string(),
        arch: z.string(),
        packages: z.array(packageSchema).min(1).max(4),
      }),
    )
    .max(20),
});

export type ComponentPackage = z.infer<typeof packageSchema>;
export type ComponentManifest = z.infer<typeof manifestSchema>;

/** The components on offer, from the application's own resources. Throws `internal` where they are damaged. */
export function readManifest(resourcesFolder: string): ComponentManifest {
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(join(resourcesFolder, "engine-components.json"), "utf8")));
  } catch (thrown) {
    throw appError("internal", "component-list-damaged", {}, { cause: thrown });
  }
}
