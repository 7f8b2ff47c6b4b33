import { type Page, expect, test } from "@playwright/test";
import { seriousFindings } from "./support/axe.ts";
import type { Screen } from "./support/screen.ts";
import { inEveryLanguage, openStage, setSize, setTheme, stageNames } from "./support/screens.ts";

for (const name of stageNames) {
  test(`${name}: axe finds nothing serious in either theme, and nothing is clipped at 900 x 600, in any language`, async () => {
    test.setTimeout(600_000);
    const { app, screens, close } = await openStage(name);
    const visit = async (look: (screen: Screen) => Promise<void>): Promise<void> => {
      for (const screen of screens) {
        if (screen.picturesOnly === true) continue;
        await screen.open(app.page);
        await look(screen);
        await screen.leave?.(app.page);
      }
    };
    try {
      await setSize(app, 1280, 820);
      await visit(async (screen) => {
        // What is found depends on the theme by its colours alone, and on the language not at all: every text is there in each.
        await setTheme(app.page, "dark");
        expect.soft(await seriousFindings(app.page), `${screen.name}, dark`).toEqual([]);
        await setTheme(app.page, "light");
        expect.soft(await seriousFindings(app.page, ["color-contrast"]), `${screen.name}, light`).toEqual([]);
      });
      await setSize(app, 900, 600);
      await visit((screen) =>
        inEveryLanguage(app.page, async (language) => {
          expect.soft(await clipped(app.page), `${screen.name}, 900 x 600, ${language}`).toEqual([]);
        }),
      );
      expect(app.errors).toEqual([]);
    } finally {
      await close();
    }
  });
}

/**
 * Controls and headings that stick out of the window sideways or whose words do not fit in them, and a page that scrolls sideways.
 * What ends in an ellipsis on purpose, as a long name does, is not cut.
 */
async function clipped(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push("the page scrolls sideways");
    for (const element of document.querySelectorAll("button, input, select, textarea, label, a, h1, h2")) {
      const box = element.getBoundingClientRect();
      const hidden =
        box.width <= 1 || box.height <= 1 || element.closest("[inert], [hidden], .sr-only, pre, table") !== null;
      const name = `${element.tagName} ${element.textContent?.trim().slice(0, 40) ?? ""}`;
      if (!hidden && (box.left < -1 || box.right > innerWidth + 1)) found.push(name);
      const isEllipsis = getComputedStyle(element).textOverflow === "ellipsis";
      if (!hidden && !isEllipsis && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
        found.push(`${name}: wider than its box`);
    }
    return found;
  });
}
