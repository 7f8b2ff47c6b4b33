import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "@playwright/test";
import { syntheticModel, writeGguf } from "../fixtures/index.ts";
import { launchApp, silentAddress, temporaryFolder } from "./support/app.ts";
import { importFile } from "./support/models.ts";
import { go, skipFirstRun } from "./support/window.ts";

/** 6.0 GB of cache in 16 bits, 3.2 in 8, 1.7 in 4. */
const contextTokens = 262_144;
/** What the application may take beyond what it has; its engine inherits the limit. */
const roomBytes = 1_200_000_000;

test("a model that finds no room is loaded smaller, after a consent that is kept", async () => {
  const hasLimits = process.platform === "linux" && spawnSync("prlimit", ["--version"]).status === 0;
  test.skip(!hasLimits, "limits a process's memory with Linux's prlimit");
  const folder = await temporaryFolder("step-down");
  const model = join(folder.path, "wide-Q4_0.gguf");
  writeGguf(model, syntheticModel("smollm2-135m", { label: "Q4_0", shape: { vocabulary: 2048, contextTokens } }));
  await importFile(folder.path, model);
  await skipFirstRun(folder.path, { defaultContextTokens: contextTokens });
  const app = await launchApp({ dataFolder: folder.path, hubUrl: silentAddress });
  const { page } = app;
  try {
    await go(page, "Chat");
    limitMemory(app.application.process().pid ?? 0);
    await page.getByLabel("Your question").fill("Hello");
    await page.getByLabel("Your question").press("Enter");
    const problem = page.getByRole("alert");
    await expect(problem).toContainText("does not fit now", { timeout: 120_000 });
    await expect(problem).toContainText(/GB of the computer's memory/);
    await problem.getByLabel("Always do this automatically").check();
    await problem.getByRole("button", { name: /^Load with the context kept in 8 bits/ }).click();

    await expect(problem).toHaveCount(0);
    await expect(page.getByText(/· ready/)).toBeVisible({ timeout: 120_000 });
    const steps = page.getByText(/^Loaded with /);
    await expect(steps).toBeVisible();
    await steps.click();
    await expect(page.getByRole("listitem").filter({ hasText: "There was no room for" }).first()).toBeVisible();
    await expect(page.getByLabel("Your question")).toHaveValue("Hello");
    // It answers, and would not end by itself.
    await page.getByLabel("Your question").press("Enter");
    const answer = page.getByRole("article", { name: /^Answer/ });
    await expect(answer).toHaveAttribute("aria-busy", "true");
    await page.getByRole("button", { name: "Stop" }).click({ timeout: 120_000 });
    await expect(answer).toHaveAttribute("aria-busy", "false", { timeout: 120_000 });
    await expect(steps).toBeVisible();
    const settings = JSON.parse(await readFile(join(folder.path, "settings.json"), "utf8")) as { stepDown: unknown };
    expect(settings.stepDown).toBe(true);
    expect(app.errors).toEqual([]);
  } finally {
    await app.close();
    await folder.remove();
  }
});

function limitMemory(pid: number): void {
  const kibibytes = /^VmData:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  const limitBytes = Number(kibibytes) * 1024 + roomBytes;
  const limited = spawnSync("prlimit", ["--pid", String(pid), `--data=${limitBytes}`]);
  expect(limited.status).toBe(0);
}
