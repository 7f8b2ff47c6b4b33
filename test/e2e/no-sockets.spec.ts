import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import process from "node:process";
import { expect, test } from "@playwright/test";
import { launchApp, silentAddress, temporaryFolder } from "./support/app.ts";
import { reachOut } from "./support/reach-out.ts";
import { internetSockets } from "./support/sockets.ts";
import { skipFirstRun } from "./support/window.ts";

test("no interface of the page opens a socket", async () => {
  test.skip(process.platform !== "linux", "Sockets of a process are read from /proc.");
  const folder = await temporaryFolder("sockets");
  await skipFirstRun(folder.path);
  const app = await launchApp({ dataFolder: folder.path, hubUrl: silentAddress });
  const heard: string[] = [];
  const server = createServer((socket) => {
    heard.push("a connection");
    socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const datagrams = createSocket("udp4", () => heard.push("a datagram"));
  datagrams.bind(port, "127.0.0.1");
  await once(datagrams, "listening");
  try {
    await expect(app.page.getByRole("navigation", { name: "Main" })).toBeVisible();
    const pid = app.application.process().pid ?? 0;
    const before = await internetSockets(pid);
    // The driver's own: without them the watching would prove nothing.
    expect(before.size).toBeGreaterThan(0);

    const opened = new Set<string>();
    let trying = true;
    const watched = (async () => {
      while (trying) {
        for (const [inode, socket] of await internetSockets(pid)) if (!before.has(inode)) opened.add(socket);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const outcome = await app.page.evaluate(reachOut, `127.0.0.1:${String(port)}`);
    trying = false;
    await watched;

    expect([...opened], JSON.stringify(outcome, null, 1)).toEqual([]);
    expect(heard).toEqual([]);
    expect(Object.keys(outcome).length).toBeGreaterThan(40);
    expect(JSON.stringify(outcome)).not.toContain("candidates:");
  } finally {
    server.close();
    datagrams.close();
    await app.close();
    await folder.remove();
  }
});
