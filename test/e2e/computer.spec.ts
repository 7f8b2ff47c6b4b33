import { expect, test } from "@playwright/test";
import { launchApp, silentAddress, temporaryFolder } from "./support/app.ts";
import { importSmallModel } from "./support/models.ts";
import { ask, go, skipFirstRun } from "./support/window.ts";

test("a load and its answer are in the ledger, also after the window was closed", async () => {
  const folder = await temporaryFolder("computer");
  await skipFirstRun(folder.path);
  await importSmallModel(folder.path);
  try {
    let app = await launchApp({ dataFolder: folder.path, hubUrl: silentAddress });
    await go(app.page, "This computer");
    await expect(app.page.getByText("Nothing has been loaded here yet")).toBeVisible();

    await go(app.page, "Chat");
    await ask(app.page, "Name three colours.");
    await go(app.page, "This computer");
    const ledger = app.page.getByRole("table", { name: "Loads on this computer, the latest first" });
    const row = ledger.getByRole("row").nth(1);
    await expect(row.getByRole("cell").nth(1)).toHaveText(/^[\d.]+ [MG]B$/);
    await expect(row).not.toContainText("no answer yet");
    await expect(
      app.page.getByText(/^Memory: within \d+ % at the last load\. Speed: (within|\d+ % (under|over)) the forecast\.$/),
    ).toBeVisible();
    // One load is no picture yet.
    await expect(app.page.getByRole("img", { name: /^Memory, predicted against measured/ })).toHaveCount(0);

    await app.page.getByLabel("Cores for the engine").fill("1");
    await app.page.getByLabel("Cores for the engine").press("Enter");
    await expect(app.page.getByRole("button", { name: "As found" })).toBeVisible();
    expect(app.errors).toEqual([]);
    await app.close();

    app = await launchApp({ dataFolder: folder.path, hubUrl: silentAddress });
    await go(app.page, "This computer");
    await expect(app.page.getByRole("table").getByRole("row")).toHaveCount(2);
    await expect(app.page.getByLabel("Cores for the engine")).toHaveValue("1");
    await app.close();
  } finally {
    await folder.remove();
  }
});
