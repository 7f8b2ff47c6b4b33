import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readManifest, registryAddress } from "../../../../src-main/models/components/index.ts";
import { sayError } from "../../../../src-shared/words/index.ts";
import { root } from "../../../../scripts/setup/paths.mjs";

interface Lock {
  packages: Record<string, { version?: string; integrity?: string }>;
}
const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as Lock;
const manifest = readManifest(join(root, "resources"));

describe("the list of parts", () => {
  it("is of the engine's version, for both systems that have such cards", () => {
    expect(manifest.version).toBe(lock.packages["node_modules/node-llama-cpp"]?.version);
    expect(manifest.components.map(({ id, platform, arch }) => `${id} ${platform} ${arch}`)).toEqual([
      "cuda linux x64",
      "cuda win32 x64",
    ]);
  });

  it.each(manifest.components.flatMap(({ packages }) => packages).map((one) => [one.name, one] as const))(
    "%s is what the lock file says",
    (name, { integrity, sizeBytes, unpackedBytes }) => {
      const locked = lock.packages[`node_modules/${name}`];
      expect(locked).toMatchObject({ version: manifest.version, integrity });
      expect(unpackedBytes).toBeGreaterThan(sizeBytes);
    },
  );
});

describe("the registry's address", () => {
  it("is npm's own unless another one is named", () => {
    expect(registryAddress({})).toEqual({ url: "https://registry.npmjs.org", problem: null });
    expect(registryAddress({ BITLOFT_NPM_REGISTRY: "https://mirror.example/npm/" })).toEqual({
      url: "https://mirror.example/npm",
      problem: null,
    });
  });

  it("is refused with its name where it is none, and not replaced", () => {
    const { problem } = registryAddress({ BITLOFT_NPM_REGISTRY: "ftp://mirror" });
    expect(problem === null ? "" : sayError(problem)).toMatch(/BITLOFT_NPM_REGISTRY is "ftp:/);
  });
});
