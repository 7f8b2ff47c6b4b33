import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Page, expect, test } from "@playwright/test";
import { findTestModel } from "../../scripts/setup/model.mjs";
import { type RunningHub, startHub } from "../hub/start-hub.ts";
import { type RunningApp, launchApp, temporaryFolder } from "./support/app.ts";
import { smallCatalogue } from "./support/small-catalogue.ts";
import { ended } from "./support/window.ts";

test.skip(findTestModel() === null, "the stand-in has no model that answers");

let hub: RunningHub;
let folder: { path: string; remove: () => Promise<void> };
let app: RunningApp | null = null;

test.beforeEach(async () => {
  hub = await startHub();
  folder = await temporaryFolder("first-run");
});
test.afterEach(async () => {
  await app?.close();
  app = null;
  await hub.close();
  await folder.remove();
});

/** A computer on which Bitloft was never opened, and for which the stand-in's model is the one to take. */
async function start(): Promise<Page> {
  const catalogue = await smallCatalogue(folder.path);
  app = await launchApp({ dataFolder: folder.path, hubUrl: hub.url, env: { BITLOFT_CATALOGUE: catalogue } });
  return app.page;
}

const next = (page: Page) => page.getByRole("button", { name: "See what suits it" });
const take = (page: Page) => page.getByRole("button", { name: /^Download and start/ }).first();
const question = (page: Page) => page.getByRole("textbox", { name: "Your question" });
const answer = (page: Page) => page.getByRole("article", { name: /^Answer/ });

/** Its first words, which are there long before its end. */
async function expectFirstAnswer(page: Page): Promise<void> {
  await expect(answer(page)).toHaveCount(1, { timeout: 60_000 });
  await expect(answer(page)).toContainText(/\w/, { timeout: 60_000 });
}

test("from the first start to the first answer in three clicks", async () => {
  const page = await start();
  await expect(next(page)).toBeEnabled();
  await page.evaluate(() => {
    const counted = window as unknown as { clicks: number };
    counted.clicks = 0;
    addEventListener("click", () => counted.clicks++, { capture: true });
  });
  const begun = Date.now();
  await next(page).click();
  await take(page).click();
  // The chat is there at once, and what is typed goes into it.
  await expect(question(page)).toBeFocused();
  await page.keyboard.type("Say hello in five words.");
  await page.getByRole("button", { name: /^Send/ }).click();
  await expectFirstAnswer(page);
  test
    .info()
    .annotations.push({ type: "seconds to the first answer", description: String((Date.now() - begun) / 1000) });
  expect(await page.evaluate(() => (window as unknown as { clicks: number }).clicks)).toBe(3);
  await ended(page, answer(page));
  await expect(page.getByText("No network was used for this.")).toBeVisible();
  expect(app?.errors).toEqual([]);
});

test("the same by keyboard alone, without looking for anything", async () => {
  const page = await start();
  await expect(next(page)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(take(page)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(question(page)).toBeFocused();
  await page.keyboard.type("Say hello in five words.");
  await page.keyboard.press("Enter");
  await expectFirstAnswer(page);
  await ended(page, answer(page));
});

test("a question that waits for its model survives a restart, and goes by itself", async () => {
  const settings = join(folder.path, "settings.json");
  await writeFile(settings, JSON.stringify({ maxBytesPerSecond: 200_000 }));
  const page = await start();
  await next(page).click();
  await take(page).click();
  await question(page).fill("Say hello in five words.");
  await question(page).press("Enter");
  const waiting = page.getByRole("article", { name: "Your question, waiting" });
  await expect(waiting).toContainText("Say hello");
  await expect(question(page)).toHaveValue("");
  // It can be taken back and sent again.
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await expect(question(page)).toHaveValue("Say hello in five words.");
  await question(page).press("Enter");
  await expect(waiting).toBeVisible();
  await app?.close();

  const kept = JSON.parse(await readFile(settings, "utf8")) as object;
  await writeFile(settings, JSON.stringify({ ...kept, maxBytesPerSecond: null }));
  const again = await start();
  await expectFirstAnswer(again);
  await ended(again, answer(again));
  await expect(again.getByRole("article", { name: "You", exact: true })).toContainText("Say hello");
});
