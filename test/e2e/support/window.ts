import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Locator, type Page, expect } from "@playwright/test";
import { findTestModel } from "../../../scripts/setup/model.mjs";

/** A repository of the stand-in's whose every variant loads: the test model's, or random weights where that is missing. */
export const smallModel =
  findTestModel() === null ? "bitloft-test/Tiny-Random-Chat-GGUF" : "bitloft-test/SmolLM2-135M-Instruct-GGUF";

/** As the lists call it: the catalogue's name of the model, where it knows it. */
export const smallModelName = findTestModel() === null ? "Tiny-Random-Chat" : "SmolLM2 135M";

/** As if the first steps had been taken before; other settings as named. Conversations are called as their first questions, whatever the model would say. */
export async function skipFirstRun(dataFolder: string, settings: object = {}): Promise<void> {
  await mkdir(dataFolder, { recursive: true });
  await writeFile(
    join(dataFolder, "settings.json"),
    JSON.stringify({
      firstRunDone: true,
      firstAnswerNoted: true,
      titlesByModel: false,
      lastScreen: "discover",
      ...settings,
    }),
  );
}

export async function go(page: Page, screen: string): Promise<void> {
  if (screen === "Downloads") {
    // Not in the list: its tray is there while there is something to say, the shortcut always.
    await page.keyboard.press("Control+7");
    return;
  }
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: screen })
    .or(page.getByRole("navigation", { name: "Main" }).getByRole("button", { name: screen }))
    .first()
    .click();
}

/** Types into the search and opens the repository whose name is given. */
export async function openRepository(page: Page, search: string, name: string | RegExp): Promise<void> {
  // A narrow window shows the list or what was opened from it.
  const back = page.locator("[data-back]");
  if (await back.isVisible()) await back.click();
  await page.getByLabel("Search models").fill(search);
  await page
    .getByRole("region", { name: "Models" })
    .getByRole("option", { name })
    .or(page.getByRole("region", { name: "Models" }).getByRole("button", { name }))
    .first()
    .click();
  // The catalogue's own row is there before the Hub's answer, and its uploaders are not on the stand-in: it leads on to the one that is.
  const table = page.getByRole("table").first();
  const other = page.getByRole("button", { name: "Take it from bitloft-test" });
  await expect(table.or(other).first()).toBeVisible();
  if (await other.isVisible()) await other.click();
  await expect(table).toBeVisible();
  await expect(page.locator("section.list [aria-busy]").first()).toHaveAttribute("aria-busy", "false");
}

/** Opens the dialog for another computer: from the banner where one is shown already, else from the ladder's controls. */
export async function askWhatIf(page: Page): Promise<Locator> {
  const another = page.getByRole("button", { name: "Another one" });
  const change = page.getByRole("button", { name: "Change", exact: true });
  if (await another.isVisible()) await another.click();
  else {
    if (await change.isVisible()) await change.click();
    await page.getByText("What if…", { exact: true }).click();
  }
  return page.getByRole("dialog");
}

/** Shows every fit for the first of the common computers that a search finds. */
export async function showMachine(page: Page, search: string): Promise<void> {
  const dialog = await askWhatIf(page);
  await dialog.getByLabel("Search computers").fill(search);
  await dialog.getByRole("button", { name: / GB$/ }).first().click();
  await dialog.getByRole("button", { name: "Show this computer" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Showing:")).toBeVisible();
}

export async function backToThisComputer(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Back to this computer" }).click();
  await expect(page.getByText("Showing:")).toBeHidden();
}

/** Sends a question and waits until its answer has ended with words in it. */
export async function ask(page: Page, question: string): Promise<Locator> {
  const answers = page.getByRole("article", { name: /^Answer/ });
  const before = await answers.count();
  await page.getByLabel("Your question").fill(question);
  await page.getByLabel("Your question").press("Enter");
  // The model may have to be loaded first.
  await expect(answers).toHaveCount(before + 1, { timeout: 30_000 });
  const answer = answers.last();
  await ended(page, answer);
  // Every answer that ended well has its speed; one of a single token its count.
  await expect(answer.getByRole("button", { name: /tok\/s$|^[\d,]+ tokens?$/ })).toBeVisible();
  return answer;
}

/** Longer than most answers of the small model take. */
const patienceMs = 30_000;

/** Waits for the end of an answer. Now and then the small model talks on until its context is full: such a one is stopped. */
export async function ended(page: Page, answer: Locator): Promise<void> {
  const resting = (timeout: number): Promise<void> => expect(answer).toHaveAttribute("aria-busy", "false", { timeout });
  await resting(patienceMs).catch(async () => {
    await expect(answer).toContainText(/\w/, { timeout: 60_000 });
    const stop = page.getByRole("button", { name: "Stop", exact: true });
    // It may end by itself meanwhile.
    await stop.click({ timeout: 5000 }).catch(() => undefined);
    await resting(30_000);
  });
}
