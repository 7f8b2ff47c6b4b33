import { randomBytes } from "node:crypto";
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { replacedAnswer, sendAnswer } from "./answer.ts";
import { controlAnswer } from "./control.ts";
import { type Fault, FaultTable, parseFault } from "./faults.ts";
import { type HubRequest, type HubState, contentRoute, hubRoute } from "./hub-routes.ts";
import type { Repository } from "./repository.ts";
import { type LogSnapshot, RequestLog } from "./request-log.ts";
import { standingRepositories } from "./standing-repositories.ts";

export interface HubOptions {
  /** 0 or left out: any free port. */
  port?: number;
  contentPort?: number;
  /** Instead of the standing ones. */
  repositories?: Repository[];
  /** Beside the standing ones. */
  more?: Repository[];
  /** How long signed addresses hold. */
  signedSeconds?: number;
}

/** A running stand-in for the Hub. */
export interface RunningHub {
  /** What to set as HF_ENDPOINT; no slash at the end. */
  url: string;
  contentUrl: string;
  repositories: Repository[];
  addFault(fault: Partial<Fault> & Pick<Fault, "kind">): void;
  clearFaults(): void;
  log(): LogSnapshot;
  clearLog(): void;
  /** How many connections were opened so far. */
  connections(): { hub: number; content: number };
  /** How many are open now. */
  openConnections(): { hub: number; content: number };
  /** Cuts every connection, as a cable that is pulled. */
  close(): Promise<void>;
}

export async function startHub(options: HubOptions = {}): Promise<RunningHub> {
  const faults = new FaultTable();
  const log = new RequestLog();
  const connections = { hub: 0, content: 0 };
  const openConnections = { hub: 0, content: 0 };
  const state: HubState = {
    repositories: [...(options.repositories ?? standingRepositories()), ...(options.more ?? [])],
    url: "",
    contentUrl: "",
    secret: randomBytes(16).toString("hex"),
    signedSeconds: options.signedSeconds ?? 3600,
  };
  const control = {
    addFault: (fault: Fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    log: () => log.snapshot(),
    clearLog: () => log.clear(),
  };

  async function serve(
    port: "hub" | "content",
    route: (state: HubState, request: IncomingMessage) => HubRequest,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const path = request.url ?? "/";
    if (port === "hub" && path.startsWith("/__control/")) {
      const answer = await controlAnswer(control, request);
      response.writeHead(answer.status, { "Content-Type": "application/json" }).end(answer.text);
      return;
    }
    const asked = route(state, request);
    const entry = log.start({
      port,
      route: asked.route,
      method: request.method ?? "GET",
      path,
      range: request.headers.range ?? null,
      acceptEncoding: request.headers["accept-encoding"] ?? null,
      authorized: request.headers.authorization !== undefined,
    });
    response.once("close", () => {
      log.end(entry, !response.writableFinished);
    });
    const hits = faults.take({ route: asked.route, path: decodePath(path), range: asked.range });
    entry.faults = hits.map((fault) => fault.kind);
    const answer = replacedAnswer(hits, request) ?? (await asked.answer(hits));
    await sendAnswer(answer, hits, request, response, log, entry);
  }

  const listen = async (port: "hub" | "content", route: typeof hubRoute, wanted: number): Promise<[Server, string]> => {
    const server = createServer((request, response) => {
      request.on("error", () => undefined);
      response.on("error", () => undefined);
      serve(port, route, request, response).catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(500).end(String(error));
        else response.destroy();
      });
    });
    server.on("connection", (socket) => {
      connections[port]++;
      openConnections[port]++;
      socket.once("close", () => openConnections[port]--);
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(wanted, "127.0.0.1", resolve);
    });
    return [server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`];
  };

  const [hub, url] = await listen("hub", hubRoute, options.port ?? 0);
  const [content, contentUrl] = await listen("content", contentRoute, options.contentPort ?? 0);
  state.url = url;
  state.contentUrl = contentUrl;

  return {
    url,
    contentUrl,
    repositories: state.repositories,
    ...control,
    connections: () => ({ ...connections }),
    openConnections: () => ({ ...openConnections }),
    addFault: (fault) => {
      faults.add(parseFault(fault));
    },
    close: async () => {
      await Promise.all(
        [hub, content].map(
          (server) =>
            new Promise<void>((resolve) => {
              server.close(() => {
                resolve();
              });
              server.closeAllConnections();
            }),
        ),
      );
    },
  };
}

/** For matching only: file names in faults are written as people read them. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
