import type { HubClient, RangeAnswer, ResolvedFile } from "../catalog/index.ts";
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
export class NpmSource implements FileSource {
  readonly #client: Pick<HubClient, "openRange">;
  readonly #registry: () => string;
  readonly #packages: readonly ComponentPackage[];

  constructor(client: Pick<HubClient, "openRange">, registry: () => string, packages: readonly ComponentPackage[]) {
    this.#client = client;
    this.#registry = registry;
    this.#packages = packages;
  }

  async resolveFile(repository: string, commit: string, path: string): Promise<ResolvedFile> {
    const known = this.#packages.find(({ name }) => tarballPath(name, commit) === path);
    if (known === undefined) throw appError("not-found", "component-of-other-version", { path });
    const { sizeBytes, sha256 } = known;
    return { repository, commit, path, url: `${this.#registry()}/${path}`, sizeBytes, sha256 };
  }

  async openRange(...request: Parameters<FileSource["openRange"]>): Promise<RangeAnswer> {
    const answer = await this.#client.openRange(...request);
    if (!refusals.has(answer.status)) return answer;
    answer.body.destroy();
    const { host } = new URL(request[0].url);
    throw appError("not-found", "component-withheld", { host, status: answer.status });
  }
}
