import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { FakePackage } from "./archives.ts";

export interface StandInRegistry {
  url: string;
  /** Requests so far, as "GET /path bytes=0-9". */
  asked: string[];
  /** Answers this many bytes of each request and then breaks the connection; null: all of them. */
  breakAfterBytes: number | null;
  /** Answers with this instead; null: the file. */
  status: number | null;
  /** Called at each request, before it is answered. */
  onAsked: () => void;
  close(): Promise<void>;
}

/** An npm registry as far as archives go: `/@scope/name/-/name-version.tgz`, with ranges. */
export async function startRegistry(packages: readonly FakePackage[], version: string): Promise<StandInRegistry> {
  const files = new Map(
    packages.map(({ name, archive }) => [`/${name}/-/${name.split("/")[1] ?? ""}-${version}.tgz`, archive]),
  );
  const registry: StandInRegistry = {
    url: "",
    asked: [],
    breakAfterBytes: null,
    status: null,
    onAsked: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  const server: Server = createServer((request, response) => {
    registry.asked.push(`${request.method ?? ""} ${request.url ?? ""} ${request.headers.range ?? ""}`);
    registry.onAsked();
    const file = files.get(decodeURIComponent(request.url ?? ""));
    if (registry.status !== null || file === undefined) {
      response.writeHead(registry.status ?? 404).end();
      return;
    }
    const match = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
    const [start, end] = match ? [Number(match[1]), Number(match[2]) + 1] : [0, file.length];
    const body = file.subarray(start, end);
    response.writeHead(match ? 206 : 200, {
      "Content-Length": body.length,
      "Content-Type": "application/octet-stream",
      ...(match ? { "Content-Range": `bytes ${start}-${end - 1}/${file.length}` } : {}),
    });
    if (registry.breakAfterBytes === null) response.end(body);
    else response.write(body.subarray(0, registry.breakAfterBytes), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  registry.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return registry;
}
