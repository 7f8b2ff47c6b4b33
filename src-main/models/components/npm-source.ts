import type { HubClient } from "../catalog/index.ts";
import { appError } from "../../ground/core/index.ts";
import type { FileSource } from "../download/index.ts";
import type { ComponentPackage } from "./manifest.ts";

/** "https://registry.npmjs.org", the address of npm's own registry. */
export const defaultRegistry = "https://registry.npmjs.org";

/** Where every npm registry keeps a package's archive: "@scope/name/-/name-1.2.3.tgz". */
export function tarballPath(name: string, version: string): string {
  return `${name}/-/${name.slice(name.indexOf("/") + 1)}-${version}.tgz`;
}

/** Answers that no further try will change. */
const refusals: ReadonlySet<number> = new Set([401, 403, 404, 410, 451]);

/**
 * Archives of an npm registry for the same transfer as models. Size and hash are the application's own: the registry is asked for
 * bytes, and not for what is right.
 */
export function createNpmSource(
  client: Pick<HubClient, "openRange">,
  registry: () => string,
  packages: readonly ComponentPackage[],
): FileSource {
  return {
    resolveFile(repository, commit, path) {
      const known = packages.find(({ name }) => tarballPath(name, commit) === path);
      if (known === undefined) {
        return Promise.reject(appError("not-found", "component-of-other-version", { path }));
      }
      const { sizeBytes, sha256 } = known;
      return Promise.resolve({ repository, commit, path, url: `${registry()}/${path}`, sizeBytes, sha256 });
    },

    async openRange(file, start, endInclusive, signal, options) {
      const answer = await client.openRange(file, start, endInclusive, signal, options);
      if (!refusals.has(answer.status)) return answer;
      answer.body.destroy();
      const { host } = new URL(file.url);
      throw appError("not-found", "component-withheld", { host, status: answer.status });
    },
  };
}
