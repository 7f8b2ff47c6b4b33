import { expect, test } from "@playwright/test";
import { languages } from "../../src-shared/words/index.ts";
import { inMain, launchApp, silentAddress, temporaryFolder } from "./support/app.ts";
import { skipFirstRun } from "./support/window.ts";

test("the window speaks the system's language, and the one that is chosen from then on, in the size that is chosen", async () => {
  const folder = await temporaryFolder("language");
  await skipFirstRun(folder.path);
  const options = { dataFolder: folder.path, hubUrl: silentAddress, systemLanguage: "de" };
  let app = await launchApp(options);
  try {
    await expect(app.page.getByRole("navigation", { name: "Hauptnavigation" })).toBeVisible();
    await expect(app.page.locator("html")).toHaveAttribute("lang", "de");
    // Main's dialogs and menu go by what Electron says, the page by what Chromium says to it.
    expect(await inMain(app.application, ({ app: electron }) => electron.getLocale())).toMatch(/^de/);
    await app.page.getByRole("button", { name: "Einstellungen" }).click();
    await app.page.getByText(languages.en.name, { exact: true }).click();
    await expect(app.page.getByRole("heading", { name: "Settings" })).toBeVisible();
    const widthPx = (): Promise<number> => app.page.evaluate(() => innerWidth);
    const before = await widthPx();
    await app.page.getByText("Large", { exact: true }).click();
    // All grows with the text, so that the page has less room.
    await expect.poll(widthPx).toBeLessThan(before / 1.1);
    await app.close();
    app = await launchApp(options);
    await expect(app.page.getByRole("navigation", { name: "Main" })).toBeVisible();
    await expect.poll(widthPx).toBeLessThan(before / 1.1);
    expect(app.errors).toEqual([]);
  } finally {
    await app.close();
    await folder.remove();
  }
});
