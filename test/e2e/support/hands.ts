import { type Locator, type Page, expect } from "@playwright/test";

/** How somebody uses the window. */
export interface Hands {
  /** Does what a button or a link is there for. */
  press(button: Locator): Promise<void>;
  /** Chooses an item of the menu that is open. */
  choose(item: Locator): Promise<void>;
  /** In place of what a field holds; a line's end starts a line. */
  write(field: Locator, text: string): Promise<void>;
  /** Takes one of several that exclude one another. */
  check(radio: Locator): Promise<void>;
  /** In the system's own list, by how the option begins. */
  select(list: Locator, option: string): Promise<void>;
}

export const byMouse = (page: Page): Hands => ({
  press: (button) => button.click(),
  choose: (item) => item.click(),
  async write(field, text) {
    await field.fill("");
    await type(page, field, text);
  },
  check: (radio) => radio.check({ force: true }),
  async select(list, option) {
    await list.selectOption(option);
  },
});

/** More stops than any screen has between two things. */
const mostStops = 150;

/** Nothing but keys: what Tab does not come to, and what shows nothing when it does, cannot be used. */
export const byKeyboard = (page: Page): Hands => {
  const has = (element: Locator): Promise<boolean> => element.evaluate((node) => node === document.activeElement);
  async function walkTo(element: Locator, key: string): Promise<void> {
    await expect(element).toBeVisible();
    for (let stop = 0; stop < mostStops; stop++) {
      if (await has(element)) return;
      await page.keyboard.press(key);
    }
    throw new Error(`${key} never came to ${element.toString()}`);
  }
  return {
    async press(button) {
      await walkTo(button, "Tab");
      await page.keyboard.press("Enter");
    },
    async choose(item) {
      await walkTo(item, "ArrowDown");
      await page.keyboard.press("Enter");
    },
    async write(field, text) {
      await walkTo(field, "Tab");
      await page.keyboard.press("Control+a");
      await page.keyboard.press("Delete");
      await type(page, field, text);
    },
    async check(radio) {
      // Tab comes to the one of the group that is taken, the arrows to the others.
      const name = await radio.evaluate((node) => (node as HTMLInputElement).name);
      await walkTo(page.locator(`input[type=radio][name="${name}"]:checked`), "Tab");
      await walkTo(radio, "ArrowDown");
    },
    async select(list, option) {
      await walkTo(list, "Tab");
      await page.keyboard.type(option);
      await expect(list.locator("option:checked")).toHaveText(option);
    },
  };
};

async function type(page: Page, field: Locator, text: string): Promise<void> {
  await expect(field).toBeFocused();
  for (const [at, line] of text.split("\n").entries()) {
    if (at > 0) await page.keyboard.press("Shift+Enter");
    await page.keyboard.type(line);
  }
}
