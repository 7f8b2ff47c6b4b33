import { mkdtempSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Services } from "../../../src-main/composition/index.ts";
import type { Bridge } from "../../../src-renderer/bridge/index.ts";
import { type BridgeToServices, bridgeToServices } from "../../fixtures/bridge-to-services.ts";
import { openServices } from "../../fixtures/open-services.ts";
import { HostileServer } from "../models/catalog/http/hostile-server.ts";

let folder: string;
let hub: HostileServer;
let services: Services;
let opened: BridgeToServices;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-cancelled-"));
});
beforeEach(async () => {
  hub = await HostileServer.start();
  services = await openServices(folder, hub.url);
  opened = bridgeToServices(services);
});
afterEach(async () => {
  await opened.close();
  await services.dispose();
  await hub.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The next request to the Hub, which is never answered, and its end. */
function nextRequest(): Promise<{ closed: Promise<void> }> {
  return new Promise((resolve) => {
    hub.conduct = (socket: Socket) => {
      resolve({ closed: new Promise<void>((done) => socket.once("close", () => done())) });
    };
  });
}

const repository = "owner/name";
const cancelled = { name: "BridgeError", code: "cancelled" };

describe("a call that the window cancels", () => {
  it.each<[string, (bridge: Bridge, signal: AbortSignal) => Promise<unknown>]>([
    ["search", (bridge, signal) => bridge.catalog.search({ text: "gemma" }, signal)],
    ["ladder", (bridge, signal) => bridge.catalog.ladder({ repository }, signal)],
    ["explanation", (bridge, signal) => bridge.catalog.explain({ repository, variant: "Q4_K_M" }, signal)],
    ["frontier", (bridge, signal) => bridge.catalog.frontier({ repository }, signal)],
    ["check", (bridge, signal) => bridge.catalog.check({ repository }, signal)],
  ])("ends the request to the Hub behind it: a %s", async (_name, ask) => {
    const request = nextRequest();
    const controller = new AbortController();
    const answer = ask(opened.bridge, controller.signal);
    const { closed } = await request;
    controller.abort();
    await expect(answer).rejects.toMatchObject(cancelled);
    await closed;
  });

  it("leaves the request to another who waits for the same page, and ends it with the last of them", async () => {
    const request = nextRequest();
    const [first, second] = [new AbortController(), new AbortController()];
    const ladder = opened.bridge.catalog.ladder({ repository }, first.signal);
    const { closed } = await request;
    const frontier = opened.bridge.catalog.frontier({ repository }, second.signal);
    let isClosed = false;
    void closed.then(() => (isClosed = true));
    first.abort();
    await expect(ladder).rejects.toMatchObject(cancelled);
    // A call that goes all the way to main and back comes after whatever the cancelling has set going.
    await opened.bridge.library.list();
    expect(isClosed).toBe(false);
    second.abort();
    await expect(frontier).rejects.toMatchObject(cancelled);
    await closed;
  });

  it("does not spoil the page for whoever asks next", async () => {
    const controller = new AbortController();
    const request = nextRequest();
    const ladder = opened.bridge.catalog.ladder({ repository }, controller.signal);
    await request;
    controller.abort();
    await expect(ladder).rejects.toMatchObject(cancelled);
    const again = nextRequest();
    const asked = opened.bridge.catalog.ladder({ repository });
    const { closed } = await again;
    await hub.close();
    await closed;
    await expect(asked).rejects.toMatchObject({ code: expect.stringMatching(/^hub-/) as string });
  });
});

it("a page that goes ends what it asked the Hub for", async () => {
  const request = nextRequest();
  const answer = opened.bridge.catalog.search({ text: "gemma" });
  const { closed } = await request;
  opened.page.cancelAll();
  await expect(answer).rejects.toMatchObject(cancelled);
  await closed;
});
