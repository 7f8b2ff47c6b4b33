import { once } from "node:events";
import { type Page, expect, test } from "@playwright/test";
import { launchApp, silentAddress, temporaryFolder } from "./support/app.ts";
import { importSmallModel } from "./support/models.ts";
import { go, skipFirstRun } from "./support/window.ts";

test("what was typed and not sent survives a reload of the window and a kill of the application", async () => {
  const folder = await temporaryFolder("draft");
  await importSmallModel(folder.path);
  await skipFirstRun(folder.path);
  const options = { dataFolder: folder.path, hubUrl: silentAddress };
  const first = await launchApp(options);
  const question = (page: Page) => page.getByLabel("Your question");
  try {
    await go(first.page, "Chat");
    await question(first.page).fill("How do I parse");
    // At once, so that nothing but the end of the page has kept it.
    await first.page.reload();
    await go(first.page, "Chat");
    await expect(question(first.page)).toHaveValue("How do I parse");

    await question(first.page).fill("How do I parse a date?");
    await expect.poll(() => keptDraft(first.page)).toBe("How do I parse a date?");
    expect(first.errors).toEqual([]);
    const main = first.application.process();
    const gone = once(main, "exit");
    main.kill("SIGKILL");
    await gone;
  } finally {
    await first.close().catch(() => undefined);
  }
  const second = await launchApp(options);
  try {
    await go(second.page, "Chat");
    await expect(question(second.page)).toHaveValue("How do I parse a date?");
    expect(second.errors).toEqual([]);
  } finally {
    await second.close();
    await folder.remove();
  }
});

/** As main would give it to the next window. */
function keptDraft(page: Page): Promise<unknown> {
  return page.evaluate(async () => {
    const { api } = window as unknown as { api: { call(...call: unknown[]): Promise<{ value?: { text: string } }> } };
    return (await api.call("chat", "draft", { conversationId: null })).value?.text;
  });
}
