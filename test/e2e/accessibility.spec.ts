import AxeBuilder from "@axe-core/playwright";
import { type Page, expect, test } from "@playwright/test";
import { type Stage, inEveryLanguage, openStage, setSize, setTheme, stages } from "./support/screens.ts";

for (const [kind, list] of stages) {
  test(`${kind}: axe finds nothing serious in either theme, and nothing is clipped at 900 x 600, in any language`, async () => {
    test.setTimeout(600_000);
    const stage: Stage = await openStage(kind);
    const { app } = stage;
    const visit = async (where: string, look: () => Promise<string[]>): Promise<void> => {
      for (const screen of list) {
        await screen.open(app.page);
        await inEveryLanguage(app.page, async (language) => {
          expect.soft(await look(), `${screen.name}, ${where}, ${language}`).toEqual([]);
        });
        await screen.leave?.(app.page);
      }
    };
    try {
      await setSize(app, 1280, 820);
      for (const theme of ["dark", "light"] as const) {
        await setTheme(app.page, theme);
        await visit(theme, () => seriousFindings(app.page));
      }
      await setSize(app, 900, 600);
      await visit("900 x 600", () => clipped(app.page));
      expect(app.errors).toEqual([]);
    } finally {
      await stage.close();
    }
  });
}

async function seriousFindings(page: Page): Promise<string[]> {
  // Without legacy mode axe opens a second page, which Electron has not.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
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
