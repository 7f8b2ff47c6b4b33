import { mkdtempSync, rmSync } from "node:fs";
import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sayError } from "../../../../src-shared/words/index.ts";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  ParsedCatalogue,
  Catalog,
  GuardedHttpClient,
  HttpHubClient,
} from "../../../../src-main/models/catalog/index.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { type RunningHub, startHub } from "../../../hub/index.ts";

const prefix = "/huggingface";
let hub: RunningHub;
let mirror: Server;
let mirrorUrl: string;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-mirror-"));
  hub = await startHub();
  mirror = createServer(forward);
  await new Promise<void>((resolve) => mirror.listen(0, "127.0.0.1", resolve));
  mirrorUrl = `http://127.0.0.1:${(mirror.address() as AddressInfo).port}${prefix}`;
});
afterEach(() => {
  hub.clearFaults();
});
afterAll(async () => {
  mirror.closeAllConnections();
  mirror.close();
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Hands everything under the prefix on to the Hub, and its own addresses back with the prefix. */
function forward(asked: IncomingMessage, response: ServerResponse): void {
  const path = asked.url ?? "/";
  if (!path.startsWith(`${prefix}/`)) {
    response.writeHead(404).end();
    return;
  }
  const { host: _, ...headers } = asked.headers;
  const onward = request(`${hub.url}${path.slice(prefix.length)}`, { method: asked.method, headers }, (answer) => {
    const own = (text: string): string =>
      text.startsWith("/") ? `${prefix}${text}` : text.replaceAll(hub.url, mirrorUrl);
    const { link, location } = answer.headers;
    response.writeHead(answer.statusCode ?? 500, {
      ...answer.headers,
      ...(typeof link === "string" ? { link: own(link) } : {}),
      ...(location === undefined ? {} : { location: own(location) }),
    });
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  onward.end();
}

function catalogAt(url: string) {
  const endpoint = (): string => url;
  const http = new GuardedHttpClient({ endpoint, token: () => null, environment: {} });
  const client = new HttpHubClient({ http, endpoint, token: () => null });
  const catalog = new Catalog({
    hub: client,
    bundled: new ParsedCatalogue(
      { models: { version: 1, models: [] }, ratings: null, shapes: null },
      () => null,
      () => "",
    ),
    cacheFolder: mkdtempSync(join(folder, "cache-")),
    logger: silentLogger,
  });
  return { catalog, client };
}

const query = {
  text: "",
  sort: "downloads",
  maxParameters: null,
  label: null,
  source: "any",
  cursor: null,
} as const;

describe("a mirror below a path", () => {
  it("answers searches page by page, lists files, and leads to the content", async () => {
    const { catalog, client } = catalogAt(mirrorUrl);
    const first = await catalog.search({ ...query, text: "bitloft-many" });
    expect(first.next).toContain(`${prefix}/api/models`);
    const second = await catalog.search({ ...query, text: "bitloft-many", cursor: first.next });
    expect(second).toMatchObject({ source: "hub", notice: null });
    expect(second.results.length).toBeGreaterThan(0);
    const detail = await catalog.detail("bitloft-test/subfolders-GGUF");
    expect(detail).toMatchObject({ source: "hub", pageUrl: `${mirrorUrl}/bitloft-test/subfolders-GGUF` });
    const { files } = await client.tree(detail.repository, detail.commit ?? "");
    expect(files.length).toBeGreaterThan(3);
    const file = await client.resolveFile(detail.repository, detail.commit ?? "", "Q4_K_M/model.gguf");
    const { exact, body } = await client.openRange(file, 0, 3);
    expect([exact, Buffer.concat((await body.toArray()) as Buffer[]).toString()]).toEqual([true, "GGUF"]);
  });
});

describe("a list whose next page is elsewhere", () => {
  const elsewhere = "https://huggingface.co/api/models?cursor=x";

  it("is shown as far as it came, with a note", async () => {
    hub.addFault({ route: "search", kind: "foreign-next", nth: 0, arg: elsewhere });
    const page = await catalogAt(hub.url).catalog.search(query);
    expect(page.results.length).toBeGreaterThan(0);
    expect(page).toMatchObject({ source: "hub", next: null, notice: { code: "hub-refused-address" } });
    expect(page.notice && sayError(page.notice)).toContain("huggingface.co");
  });

  it("of files is shown too", async () => {
    hub.addFault({ route: "tree", kind: "foreign-next", nth: 0, arg: elsewhere });
    const { client } = catalogAt(hub.url);
    const { commit } = await client.detail("bitloft-test/subfolders-GGUF", null);
    const tree = await client.tree("bitloft-test/subfolders-GGUF", commit);
    expect(tree.files.length).toBeGreaterThan(0);
    expect(tree.foreignNextHost).toBe("huggingface.co");
  });
});
