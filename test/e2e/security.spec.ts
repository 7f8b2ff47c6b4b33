import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import { type RunningApp, exitCodeOfStart, inMain, launchApp, silentAddress, temporaryFolder } from "./support/app.ts";
import { skipFirstRun } from "./support/window.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let app: RunningApp;

test.beforeAll(async () => {
  folder = await temporaryFolder("security");
  await skipFirstRun(folder.path);
  app = await launchApp({ dataFolder: folder.path, hubUrl: silentAddress });
  await expect(app.page.getByRole("navigation", { name: "Main" })).toBeVisible();
});

test.afterAll(async () => {
  await app.close();
  await folder.remove();
});

test("the page has no Node, no Electron, and two functions of ours", async () => {
  const found = await app.page.evaluate(() => ({
    globals: ["require", "process", "module", "Buffer", "electron", "ipcRenderer"].filter((name) => name in window),
    api: Object.keys((window as unknown as { api: object }).api).sort(),
  }));
  expect(found).toEqual({ globals: [], api: ["call", "on"] });
});

test("the window's preferences are the locked-down ones", async () => {
  const preferences = await inMain(app.application, ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const { sandbox, contextIsolation, nodeIntegration, webSecurity } = contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webSecurity };
  });
  expect(preferences).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
});

test("the content-security policy refuses inline script and remote addresses", async () => {
  await expect(app.page.addScriptTag({ content: "window.pwned = true" })).rejects.toThrow();
  expect(await app.page.evaluate(() => "pwned" in window)).toBe(false);
  const policy = await app.page.evaluate(async () =>
    (await fetch(location.href)).headers.get("content-security-policy"),
  );
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
});

test("nothing outside the bundle is served", async () => {
  const statuses = await app.page.evaluate(async () => {
    const paths = [
      "/../package.json",
      "/..%2f..%2fpackage.json",
      "/%2e%2e/main/index.js",
      "//etc/passwd",
      "/nothing.js",
      "/%zz.js",
    ];
    return Promise.all(paths.map(async (path) => (await fetch(`app://bundle${path}`)).status));
  });
  expect(statuses.every((status) => status === 404)).toBe(true);
});

test("calls are refused by name, by shape and by sender", async () => {
  const answers = await app.page.evaluate(async () => {
    const { api } = window as unknown as {
      api: { call(domain: string, name: string, input?: unknown, id?: number): Promise<unknown> };
    };
    const tried = async (domain: string, name: string, input?: unknown): Promise<unknown> => {
      try {
        return await api.call(domain, name, input);
      } catch (error) {
        return String(error);
      }
    };
    return {
      unknown: await tried("app", "exec", "rm"),
      prototype: await tried("constructor", "call"),
      path: await tried("downloads", "start", { repository: "../../etc", variant: "Q4_0" }),
      sameId: await Promise.all([1, 1].map((id) => api.call("machine", "refresh", undefined, id))),
      huge: await tried("chat", "send", { conversationId: "x", text: "" }),
      link: await tried("app", "openLink", { url: "file:///etc/passwd" }),
    };
  });
  expect(answers.unknown).toContain("no such call");
  expect(answers.prototype).toContain("no such call");
  // The page waits for the first of them: the second must not take its place.
  expect(answers.sameId).toContainEqual({
    ok: false,
    error: expect.objectContaining({ code: "invalid-input" }) as unknown,
  });
  for (const answer of [answers.path, answers.huge, answers.link]) {
    expect(answer).toMatchObject({ ok: false, error: { code: "invalid-input" } });
  }
});

test("a second start gives way to the first", async () => {
  expect(await exitCodeOfStart({ dataFolder: folder.path, hubUrl: silentAddress })).toBe(0);
  await expect(app.page.getByRole("navigation", { name: "Main" })).toBeVisible();
});

// The last one: Playwright takes a navigation that was refused for one that never ends.
test("navigation, new windows and permissions are denied", async () => {
  const before = app.page.url();
  await app.page.evaluate(() => {
    window.open("https://example.com");
    location.href = "https://example.com";
  });
  await expect.poll(() => app.application.windows().length).toBe(1);
  expect(app.page.url()).toBe(before);
  const permission = await app.page.evaluate(() => Notification.requestPermission());
  expect(permission).toBe("denied");
});

test("no page reaches the network, whatever its policy says", async () => {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(request.url ?? "");
    response.end("<p>outside</p>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const outcome = await app.application.evaluate(async ({ BrowserWindow }, url) => {
    // A window of the test's own: ours would refuse by its policy alone.
    const other = new BrowserWindow({ show: false });
    try {
      return await other.loadURL(url).then(
        () => "loaded",
        (error: unknown) => String(error),
      );
    } finally {
      other.destroy();
    }
  }, `http://127.0.0.1:${port}/`);
  server.close();
  expect(outcome).toContain("ERR_BLOCKED_BY_CLIENT");
  expect(hits).toEqual([]);
});

// The last one: the driver does not take a page up again whose process has died.
test("a page whose process dies is loaded anew", async () => {
  const title = await app.application.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined) return "no window";
    const loaded = new Promise<void>((resolve) => {
      contents.once("did-finish-load", () => {
        resolve();
      });
    });
    contents.forcefullyCrashRenderer();
    await loaded;
    return `${contents.getURL()} ${contents.isCrashed()}`;
  });
  expect(title).toMatch(/^app:\/\/bundle\/index\.html\S* false$/);
});
