import { readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "@playwright/test";
import { llama8bZeros } from "../fixtures/index.ts";
import { launchApp, silentAddress, temporaryFolder } from "./support/app.ts";
import { importFile } from "./support/models.ts";
import { go, skipFirstRun } from "./support/window.ts";

const neededBytes = 12e9;

test("an 8B-sized model, with a repack buffer above 2 GiB, loads from the window and gives a token", async () => {
  test.setTimeout(600_000);
  const freeBytes = await availableBytes();
  test.skip(freeBytes !== null && freeBytes < neededBytes, "less than 12 GB of memory is free");
  const folder = await temporaryFolder("large");
  const model = join(folder.path, "llama-8b-zeros-Q4_K_M.gguf");
  llama8bZeros(model);
  await importFile(folder.path, model);
  await skipFirstRun(folder.path, { defaultContextTokens: 4096 });
  const app = await launchApp({ dataFolder: folder.path, hubUrl: silentAddress });
  const { page } = app;
  try {
    await go(page, "Chat");
    await page.getByRole("button", { name: "Conversation settings" }).click();
    await page.getByText("Answering", { exact: true }).click();
    await page.getByLabel("Answer limit").fill("4");
    await page.getByLabel("Answer limit").press("Enter");
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByLabel("Your question").fill("Hello?");
    await page.getByLabel("Your question").press("Enter");
    const answer = page.getByRole("article", { name: /^Answer/ });
    await expect(answer).toHaveAttribute("aria-busy", "false", { timeout: 480_000 });
    await expect(answer.getByText("tok/s")).toBeVisible();
    const state = await page.evaluate(() =>
      (window as unknown as { api: { call(...args: unknown[]): Promise<unknown> } }).api.call(
        "engine",
        "state",
        undefined,
      ),
    );
    const { value } = state as { value: { status: string; predicted: { repackBytes: number } } };
    expect(value.status).toBe("ready");
    expect(value.predicted.repackBytes).toBeGreaterThan(2 * 1024 ** 3);
  } finally {
    await app.close();
    await folder.remove();
  }
});

async function availableBytes(): Promise<number | null> {
  if (process.platform !== "linux") return null;
  const match = /MemAvailable:\s+(\d+) kB/.exec(await readFile("/proc/meminfo", "utf8"));
  return match?.[1] === undefined ? null : Number(match[1]) * 1024;
}
