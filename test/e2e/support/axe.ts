import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** Of two hundred models in a list, all but the first: what is wrong with a row is wrong with each, and each takes its time. */
const rowsLikeOthers = "ul.all > li:nth-child(n + 40)";

/** By all rules, or by those alone. */
export async function seriousFindings(page: Page, rules?: string[]): Promise<string[]> {
  // What fades in and out for ever is judged as it is at rest, and not by the moment at which it was looked at.
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime === Infinity) animation.cancel();
    }
  });
  // Without legacy mode axe opens a second page, which Electron has not.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).exclude(rowsLikeOthers);
  const { violations } = await (rules === undefined ? axe : axe.withRules(rules)).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}
