import { type Page, expect, test } from "@playwright/test";
import { startHub } from "../hub/start-hub.ts";
import { launchApp, temporaryFolder } from "./support/app.ts";
import { ended, smallModel, smallModelName } from "./support/window.ts";

/** More stops than any screen has between two things. */
const mostStops = 80;

test("from the first start to the first answer by keyboard alone", async () => {
  const folder = await temporaryFolder("keyboard");
  const hub = await startHub();
  const app = await launchApp({ dataFolder: folder.path, hubUrl: hub.url });
  const { page } = app;
  try {
    await expect(page.getByRole("button", { name: "See what suits it" })).toBeEnabled();
    await press(page, /See what suits it/);
    await press(page, /Compare all/);

    const title = smallModel.split("/")[1]?.replace(/-GGUF$/, "") ?? "";
    await expect(page.getByLabel("Search models")).toBeVisible();
    await page.keyboard.press("Control+f");
    await expect(page.getByLabel("Search models")).toBeFocused();
    await page.keyboard.type(title);
    await expect(page.getByRole("region", { name: "Models" })).toContainText(smallModelName);
    await press(page, new RegExp(`^${smallModelName}`));
    const recommended = page.getByRole("row").filter({ hasText: "recommended" }).first();
    await expect(recommended).toBeVisible();
    const label = (await recommended.getByRole("button", { name: /^Download/ }).innerText())
      .replace(/\s+/g, " ")
      .trim();
    await press(page, new RegExp(label));
    await expect(recommended.getByRole("button", { name: /^Chat/ })).toBeVisible({ timeout: 120_000 });
    await press(page, new RegExp(label.replace("Download", "Chat.*")));

    await expect(page.getByLabel("Your question")).toBeVisible();
    await tabTo(page, /Your question/);
    await page.keyboard.type("Say hello.");
    await page.keyboard.press("Enter");
    const answer = page.getByRole("article", { name: /^Answer/ });
    await ended(page, answer);
    await expect(answer.getByText("tok/s")).toBeVisible();
  } finally {
    await app.close();
    await hub.close();
    await folder.remove();
  }
});

async function press(page: Page, name: RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press("Enter");
}

/** Tabs until what has the focus is called so; each stop must be seen. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let stop = 0; stop < mostStops; stop++) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return null;
      const label = element.getAttribute("aria-label") ?? element.getAttribute("aria-labelledby");
      const box = element.getBoundingClientRect();
      return {
        name: (label ?? element.textContent ?? "").replace(/\s+/g, " ").trim(),
        seen: box.width > 0 && box.height > 0,
      };
    });
    if (focused !== null && name.test(focused.name)) {
      expect(focused.seen).toBe(true);
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never came to ${String(name)}`);
}
