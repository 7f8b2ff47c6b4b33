import { expect, test } from "@playwright/test";
import { languages } from "../../src-shared/words/index.ts";
import { inMain, launchApp, silentAddress, temporaryFolder } from "./support/app.ts";
import { skipFirstRun } from "./support/window.ts";

test("the window speaks the system's language, and the one that is chosen from then on", async () => {
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
    await app.close();
    app = await launchApp(options);
    await expect(app.page.getByRole("navigation", { name: "Main" })).toBeVisible();
    expect(app.errors).toEqual([]);
  } finally {
    await app.close();
    await folder.remove();
  }
});
