import { expect, test } from "@playwright/test";
import { startHub } from "../hub/start-hub.ts";
import { launchApp, temporaryFolder } from "./support/app.ts";
import { ask, go, openRepository, skipFirstRun, smallModel, smallModelName } from "./support/window.ts";

test("search, ladder, download, load, answer, close, open again, and the same offline", async () => {
  const folder = await temporaryFolder("whole-way");
  const hub = await startHub();
  await skipFirstRun(folder.path);
  const [owner = "", name = ""] = smallModel.split("/");
  const title = name.replace(/-GGUF$/, "");
  const question = "Name three colours.";

  try {
    let app = await launchApp({ dataFolder: folder.path, hubUrl: hub.url });
    await openRepository(app.page, title, new RegExp(smallModelName));
    await expect(app.page.getByRole("heading", { name: smallModelName })).toBeVisible();
    const recommended = app.page.getByRole("row").filter({ hasText: "recommended" }).first();
    await recommended.getByRole("button", { name: /^Download/ }).click();
    await expect(recommended.getByRole("button", { name: /^Chat/ })).toBeVisible({ timeout: 120_000 });
    expect(hub.log().requests.some((request) => request.path.includes(`/${owner}/${name}/resolve/`))).toBe(true);
    await recommended.getByRole("button", { name: /^Chat/ }).click();

    const answer = await ask(app.page, question);
    const text = (await answer.innerText()).trim();
    expect(text.length).toBeGreaterThan(10);
    await go(app.page, "Library");
    await expect(app.page.getByRole("row", { name: new RegExp(title) })).toContainText("loaded");
    expect(app.errors).toEqual([]);
    await app.close();

    app = await launchApp({ dataFolder: folder.path, hubUrl: hub.url });
    await go(app.page, "Library");
    await expect(app.page.getByRole("row", { name: new RegExp(title) })).toBeVisible();
    await go(app.page, "Chat");
    await app.page.getByRole("navigation", { name: "Conversations" }).getByText(question).click();
    await expect(app.page.getByRole("article", { name: "You" })).toContainText(question);
    await expect(app.page.getByRole("article", { name: /^Answer/ })).toContainText(text.slice(0, 20));
    await app.close();

    await hub.close();
    app = await launchApp({ dataFolder: folder.path, hubUrl: hub.url });
    // It opens where it was left.
    await expect(app.page.getByRole("navigation", { name: "Conversations" })).toBeVisible();
    await go(app.page, "Discover");
    await expect(app.page.getByRole("region", { name: "Models" })).toContainText("Llama 3.1 8B");
    await go(app.page, "Chat");
    await app.page.getByRole("navigation", { name: "Conversations" }).getByText(question).click();
    const second = await ask(app.page, "And three animals?");
    expect((await second.innerText()).trim().length).toBeGreaterThan(10);
    await expect(app.page.getByRole("article", { name: "You" })).toHaveCount(2);
    await app.close();
  } finally {
    await hub.close().catch(() => undefined);
    await folder.remove();
  }
});
