import { readFile, readdir } from "node:fs/promises";
import process from "node:process";
import { expect, test } from "@playwright/test";
import { startHub } from "../hub/start-hub.ts";
import { launchApp, temporaryFolder } from "./support/app.ts";
import { importSmallModel } from "./support/models.ts";
import { ask, go, openRepository, skipFirstRun } from "./support/window.ts";

test("a killed engine leaves the window, the partial answer and a running download alive", async () => {
  test.skip(process.platform !== "linux", "finds the engine's process through /proc");
  const folder = await temporaryFolder("crash");
  const hub = await startHub();
  await importSmallModel(folder.path);
  // Slow enough to be still running at the end of the test.
  await skipFirstRun(folder.path, { maxBytesPerSecond: 2_000_000 });
  const app = await launchApp({ dataFolder: folder.path, hubUrl: hub.url });
  const { page } = app;
  try {
    await openRepository(page, "Llama-3.1-8B", /^Llama 3\.1 8B/);
    await page
      .getByRole("row")
      .filter({ hasText: "Q4_K_M" })
      .getByRole("button", { name: /^Download/ })
      .click();
    await go(page, "Downloads");
    const download = page.getByRole("article", { name: /Q4_K_M/ });
    await expect(download).toContainText("MB/s");

    await go(page, "Chat");
    // The likeliest words make the same long answer every time, so that the engine is still at it when it is killed.
    await page.getByRole("button", { name: "Conversation settings" }).click();
    await page.getByText("Answering", { exact: true }).click();
    await page.getByLabel("Temperature").press("Home");
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByLabel("Your question").fill("Tell a long story about a ship that sails to the end of the world.");
    await page.getByLabel("Your question").press("Enter");
    const answer = page.getByRole("article", { name: /^Answer/ });
    await expect
      .poll(async () => (await answer.innerText()).length, { timeout: 120_000, intervals: [20] })
      .toBeGreaterThan(40);
    process.kill(await engineProcess(app.application.process().pid ?? 0), "SIGSEGV");

    await expect(answer).toContainText("SIGSEGV");
    expect((await answer.innerText()).length).toBeGreaterThan(40);
    await go(page, "Downloads");
    const before = await download.getByText(/ of /).first().innerText();
    await expect.poll(() => download.getByText(/ of /).first().innerText()).not.toBe(before);

    await go(page, "Chat");
    await ask(page, "Say hello.");
    expect(app.errors).toEqual([]);
  } finally {
    await app.close();
    await hub.close();
    await folder.remove();
  }
});

/** The child of Electron's main that runs the engine's worker. */
async function engineProcess(mainPid: number): Promise<number> {
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const [status, command] = await Promise.all([
      readFile(`/proc/${name}/status`, "utf8").catch(() => ""),
      readFile(`/proc/${name}/cmdline`, "utf8").catch(() => ""),
    ]);
    if (status.includes(`PPid:\t${mainPid}\n`) && command.includes("engine-worker")) return Number(name);
  }
  throw new Error("no engine process was found");
}
