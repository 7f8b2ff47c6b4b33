import { expect, test } from "@playwright/test";
import { startHub } from "../hub/start-hub.ts";
import { type RunningApp, launchApp, temporaryFolder } from "./support/app.ts";
import { setLanguage, setSize } from "./support/screens.ts";
import { askWhatIf, backToThisComputer, openRepository, showMachine, skipFirstRun } from "./support/window.ts";

let app: RunningApp;
let ends: (() => Promise<unknown>)[];

test.beforeEach(async () => {
  const folder = await temporaryFolder("discover");
  const hub = await startHub();
  await skipFirstRun(folder.path);
  app = await launchApp({ dataFolder: folder.path, hubUrl: hub.url });
  ends = [() => app.close(), () => hub.close(), folder.remove];
  await openRepository(app.page, "Llama-3.1-8B", /^Llama 3\.1 8B/);
});

test.afterEach(async () => {
  for (const end of ends) await end();
});

test("the context slider moves the ladder, and the arithmetic follows it", async () => {
  const { page } = app;
  const row = page.getByRole("row", { name: /^Q4_K_M/ });
  await row.getByRole("button", { name: /why$/ }).click();
  const arithmetic = page.getByRole("region", { name: "How the figures come about" });
  await expect(arithmetic).toContainText("32 layers × 8 heads × (128 + 128) numbers × 8,192 tokens × 2 bytes");
  await expect(arithmetic).toContainText("kept for other programs");
  await page.getByRole("slider", { name: "Context length" }).press("Home");
  await expect(page.getByRole("columnheader", { name: /Memory at 512 context/ })).toBeVisible();
  await expect(arithmetic).toContainText("× 512 tokens × 2 bytes");
  expect(app.errors).toEqual([]);
});

test("the rows are walked by the arrow keys, and Enter opens one", async () => {
  const { page } = app;
  const names = page.getByRole("button", { name: /, why$/ });
  await names.first().focus();
  await page.keyboard.press("ArrowDown");
  await expect(names.nth(1)).toBeFocused();
  await page.keyboard.press("End");
  await expect(names.last()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(names.last()).toHaveAttribute("aria-expanded", "true");
});

test("a way out leads to the variant that it names, and only the table scrolls", async () => {
  const { page } = app;
  await showMachine(page, "laptop 8 gb 4 cores");
  await page.getByRole("slider", { name: "Context length" }).press("Home");
  await page.getByRole("button", { name: "What each gigabyte buys" }).click();
  const show = page.getByRole("button", { name: /^Show \w+ at / }).last();
  const variant = /^Show (\w+) at /.exec((await show.innerText()).replace(/\s+/g, " "))?.[1] ?? "";
  await show.click();
  const name = page.getByRole("button", { name: new RegExp(`^${variant}\\s*, why$`) });
  await expect(name).toBeFocused();
  await expect(name).toHaveAttribute("aria-expanded", "true");
  await expect(name).toBeInViewport();
  expect(
    await page.evaluate(() => [document.documentElement.scrollTop, document.querySelector("main")?.scrollTop]),
  ).toEqual([0, 0]);
  expect(app.errors).toEqual([]);
});

test("another computer changes list and ladder alike, and this one comes back", async () => {
  const { page } = app;
  const models = page.getByRole("region", { name: "Models" });
  const summary = page.getByText(/ is the one for /).first();
  const verdict = page.getByRole("row", { name: /^F16/ });
  await showMachine(page, "laptop 4 gb");
  await expect(verdict).toContainText("does not fit");
  await expect(models.getByRole("button", { name: /^Llama 3\.1 8B/ })).toContainText("does not fit");
  await showMachine(page, "server 8 x h100");
  await expect(verdict).toContainText("runs well");
  await expect(models.getByRole("button", { name: /^Llama 3\.1 8B/ })).toContainText("runs well");
  await expect(summary).toContainText("that computer");
  await backToThisComputer(page);
  await expect(page.getByText(/that computer/)).toHaveCount(0);
  expect(app.errors).toEqual([]);
});

test("a computer can be typed in", async () => {
  const { page } = app;
  const dialog = await askWhatIf(page);
  await dialog.getByLabel("Memory", { exact: true }).fill("many");
  await expect(dialog.getByRole("button", { name: "Show this computer" })).toBeDisabled();
  await dialog.getByLabel("Memory", { exact: true }).fill("64");
  await dialog.getByText("NVIDIA").click();
  await dialog.getByLabel("Graphics memory").fill("24");
  await dialog.getByRole("button", { name: "Show this computer" }).click();
  await expect(page.getByText("Computer, 64 GB, NVIDIA card 24 GB").first()).toBeVisible();
  await expect(page.getByRole("row", { name: /^Q4_K_M/ })).toContainText("runs well");
});

const sizes = [
  [1280, 820],
  [900, 600],
] as const;

test("the answer and its download are on the first screen, in every size and language", async () => {
  const { page } = app;
  const hero = page.getByRole("region", { name: /^(Recommended|Empfehlung)$/ });
  const variant = /^(\S+) is the one/.exec(await hero.innerText())?.[1] ?? "";
  expect(variant).not.toBe("");
  for (const [width, height] of sizes) {
    await setSize(app, width, height);
    for (const language of ["de", "en"] as const) {
      await setLanguage(page, language);
      const download = hero.getByRole("button", { name: new RegExp(`${variant}.* · [\\d.,]+ GB$`) });
      await expect(download).toBeInViewport({ ratio: 1 });
      await expect(hero.locator(".mem").first()).toBeInViewport({ ratio: 1 });
    }
  }
  expect(app.errors).toEqual([]);
});

test("at 1280 by 820 a row is one line, and a narrow window has the list, then what was chosen from it", async () => {
  const { page } = app;
  await setSize(app, 1280, 820);
  const row = page.getByRole("row", { name: /^Q6_K/ });
  expect((await row.boundingBox())?.height).toBeLessThanOrEqual(45);
  await setSize(app, 900, 600);
  const models = page.getByRole("region", { name: "Models" });
  await expect(page.getByRole("table").first()).toBeVisible();
  await expect(models).toBeHidden();
  await page.getByRole("button", { name: "All models" }).press("Enter");
  await expect(models).toBeVisible();
  await expect(page.getByRole("table")).toHaveCount(0);
  await expect(models.getByRole("button", { name: /^Llama 3\.1 8B/ }).first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "All models" })).toBeFocused();
  expect(app.errors).toEqual([]);
});

test("another computer is never offered a bright download, and its sentences are about it", async () => {
  const { page } = app;
  await showMachine(page, "mac m2 16");
  const hero = page.getByRole("region", { name: "Recommended" });
  await expect(hero.getByRole("button", { name: /^Download here/ })).toBeVisible();
  await expect(page.locator("section.detail .button.primary")).toHaveCount(0);
  await expect(hero).toContainText("that computer");
  await expect(hero).not.toContainText("your");
  await backToThisComputer(page);
});

test("the learn page has this computer in its examples", async () => {
  const { page } = app;
  await page.getByRole("button", { name: "What do these labels mean?" }).click();
  await expect(page.getByRole("heading", { name: "Learn", level: 1 })).toBeVisible();
  await expect(page.getByText(/This computer has .+ of memory free now/)).toBeVisible();
  await expect(page.getByRole("table", { name: /^Memory that .+ needs/ })).toContainText("F32");
  expect(app.errors).toEqual([]);
});
