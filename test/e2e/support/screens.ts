import { mkdir, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Page, expect } from "@playwright/test";
import { type LanguageCode, languageCodes } from "../../../src-shared/contract/index.ts";
import { type RunningHub, startHub } from "../../hub/start-hub.ts";
import { tinyChatModel } from "../../fixtures/index.ts";
import { type RunningApp, inMain, launchApp, silentAddress, temporaryFolder } from "./app.ts";
import { importFile, importSmallModel, measureSmallModel } from "./models.ts";
import type { Screen } from "./screen.ts";
import { smallCatalogue } from "./small-catalogue.ts";
import { suitedRepositories } from "./suited-repositories.ts";
import { answerScreens, focusByKeyboard, newsScreens } from "./told-screens.ts";
import { ask, askWhatIf, backToThisComputer, go, openRepository, showMachine, skipFirstRun } from "./window.ts";

const escape = (page: Page): Promise<void> => page.keyboard.press("Escape");

/** Every screen, with something on it. */
const screens: readonly Screen[] = [
  {
    name: "discover",
    async open(page) {
      await go(page, "Discover");
      await openRepository(page, "Llama-3.1-8B", /^Llama 3\.1 8B/);
    },
  },
  {
    name: "discover-why",
    async open(page) {
      await page
        .getByRole("row")
        .filter({ hasText: "recommended" })
        .getByRole("button", { expanded: false })
        .first()
        .click();
    },
  },
  {
    name: "discover-term",
    async open(page) {
      await page
        .getByRole("columnheader", { name: /^Quality kept/ })
        .getByRole("button")
        .click();
      await expect(page.getByRole("dialog", { name: "Quality kept" })).toBeVisible();
    },
    leave: escape,
  },
  {
    name: "discover-focus",
    open: (page) => focusByKeyboard(page, 14),
    picturesOnly: true,
  },
  {
    name: "discover-what-if",
    async open(page) {
      await askWhatIf(page);
      await expect(page.getByRole("dialog").getByRole("button", { name: / GB$/ }).first()).toBeVisible();
    },
    leave: escape,
  },
  {
    name: "discover-elsewhere",
    open: (page) => showMachine(page, "mac m2 16"),
    leave: backToThisComputer,
  },
  {
    name: "discover-frontier",
    async open(page) {
      const title = page.getByRole("button", { name: "What each gigabyte buys" });
      if ((await title.getAttribute("aria-expanded")) === "false") await title.click();
      await expect(page.getByRole("table", { name: /each amount of memory/ })).toBeVisible();
      await title.evaluate((button) => {
        button.scrollIntoView({ block: "start" });
      });
    },
  },
  { name: "learn", open: (page) => opened(page, "Learn", "How to read a label") },
  {
    name: "library",
    async open(page) {
      await go(page, "Library");
      await expect(libraryRows(page).first()).toContainText("tok/s");
    },
  },
  {
    name: "library-detail",
    async open(page) {
      await libraryRows(page).first().click();
      await expect(page.getByRole("complementary", { name: /^Details of/ })).toContainText("tok/s");
    },
    async leave(page) {
      await page.getByRole("complementary").getByRole("button", { name: "Close" }).click();
    },
  },
  {
    name: "toast",
    async open(page) {
      await libraryRows(page).first().click();
      await page.getByRole("complementary").getByRole("button", { name: "Remove" }).click();
      await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
    },
    async leave(page) {
      // In German by now, where both languages were looked at.
      await page.getByRole("button", { name: /^(Undo|Rückgängig)/ }).click();
      await expect(libraryRows(page).first()).toBeVisible();
    },
    picturesOnly: true,
  },
  {
    name: "compare",
    async open(page) {
      await go(page, "Compare");
      await expect(page.getByRole("heading", { name: "Compare", level: 1 })).toBeVisible();
    },
  },
  {
    name: "chat",
    async open(page) {
      await go(page, "Chat");
      await expect(page.getByRole("article", { name: /^Answer/ }).last()).toBeVisible();
    },
  },
  {
    name: "chat-settings",
    async open(page) {
      await page.getByRole("button", { name: "Conversation settings" }).click();
      await page.getByText("Answering", { exact: true }).click();
      await expect(page.getByLabel("Temperature")).toBeVisible();
      await expect(page.getByRole("button", { name: "Back to the defaults" })).toBeInViewport();
    },
    async leave(page) {
      await page.getByRole("complementary").getByRole("button", { name: "Close" }).click();
    },
  },
  {
    name: "chat-picker",
    async open(page) {
      await page.getByTitle("Choose a model").click();
      await expect(page.getByRole("menu")).toContainText("tok/s");
    },
    leave: escape,
  },
  {
    name: "chat-find",
    async open(page) {
      await page.getByLabel("Your question").focus();
      await page.keyboard.press("Control+f");
      await page.getByRole("search").getByRole("textbox").fill("a");
      await expect(page.getByRole("search").getByRole("status")).toContainText(/\d/);
    },
    async leave(page) {
      await page.getByRole("search").getByRole("textbox").press("Escape");
      await expect(page.locator("[data-composer]")).toBeFocused();
    },
  },
  {
    name: "palette",
    async open(page) {
      await page.keyboard.press("Control+k");
      await expect(page.getByRole("combobox", { name: "Search and commands" })).toBeFocused();
    },
    leave: escape,
  },
  {
    name: "chat-context",
    async open(page) {
      await page.getByTitle("Context used").click();
      await expect(page.getByRole("dialog", { name: "Context used" })).toContainText("Room left");
    },
    leave: escape,
  },
  {
    name: "chat-speed",
    async open(page) {
      await page
        .getByRole("button", { name: /tok\/s$/ })
        .last()
        .click();
      await expect(page.getByRole("dialog", { name: "Why this speed?" })).toContainText("Writing");
    },
    leave: escape,
  },
  {
    name: "downloads-tray",
    async open(page) {
      await page.getByRole("button", { name: /^Downloads:/ }).click();
      await expect(page.getByRole("dialog", { name: "Downloads" })).toContainText(/[kM]B\/s/);
    },
    leave: escape,
  },
  { name: "computer", open: (page) => opened(page, "This computer", "Memory") },
  {
    name: "computer-ledger",
    async open(page) {
      const ledger = page.getByRole("table", { name: /Loads on this computer/ });
      await expect(ledger).not.toContainText("no answer yet");
      await page.getByRole("heading", { name: "Predicted and measured" }).evaluate((heading) => {
        heading.scrollIntoView({ block: "start" });
      });
    },
  },
  { name: "downloads", open: (page) => opened(page, "Downloads", /Q8_0/) },
  { name: "settings", open: (page) => opened(page, "Settings", "Hugging Face") },
];

/** A narrow window shows the list or what was opened from it. */
async function toList(page: Page): Promise<void> {
  const back = page.locator("[data-back]");
  if (await back.isVisible()) await back.click();
}

const libraryRows = (page: Page) => page.getByRole("table", { name: "Library" }).locator("tbody tr");

async function opened(page: Page, screen: string, text: string | RegExp): Promise<void> {
  await go(page, screen);
  await expect(page.getByRole("heading", { name: screen, level: 1 })).toBeVisible();
  await expect(page.getByRole("main").getByText(text).first()).toBeVisible();
}

/** What a new user sees: before and after the first steps, with nothing in the library yet. */
const emptyScreens: readonly Screen[] = [
  {
    name: "first-run",
    async open(page) {
      await expect(page.getByRole("button", { name: "See what suits it" })).toBeEnabled();
      await expect(page.getByText(/at reading speed\.$|Few models run well here/).first()).toBeVisible();
    },
  },
  {
    name: "first-run-models",
    async open(page) {
      await page.getByRole("button", { name: "See what suits it" }).click();
      await expect(page.getByRole("article").first()).toBeVisible();
    },
  },
  {
    name: "first-run-why",
    async open(page) {
      await page.getByRole("button", { name: /^Why / }).first().click();
    },
    async leave(page) {
      await page.getByRole("button", { name: "Back" }).click();
    },
  },
];

/** The chat of a first run: the model is on its way, and a question waits for it. */
const startingScreens: readonly Screen[] = [
  {
    name: "chat-awaiting",
    async open(page) {
      await go(page, "Chat");
      await expect(page.getByText("Ask already")).toBeVisible();
    },
  },
  {
    name: "chat-waiting",
    async open(page) {
      await page.getByLabel("Your question").fill("How do I tell a comet from a star?");
      await page.getByLabel("Your question").press("Enter");
      await expect(page.getByRole("article", { name: "Your question, waiting" })).toBeVisible();
    },
  },
  {
    name: "chat-waiting-paused",
    async open(page) {
      await changeDownload(page, "pause");
      await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
    },
    async leave(page) {
      await changeDownload(page, "resume");
      await page.getByRole("button", { name: "Don't send" }).click();
    },
  },
];

const emptyLibraryScreens: readonly Screen[] = [
  {
    name: "discover-opening",
    async open(page) {
      await go(page, "Discover");
      await toList(page);
      await page.getByRole("radio", { name: "For this computer" }).check({ force: true });
      await expect(
        page.getByRole("region", { name: "Best for this computer" }).getByRole("button").first(),
      ).toBeVisible();
      await expect(page.locator("section.list button.row").nth(6)).toContainText(/words\/s|needs/);
      // In a narrow window there is the list alone.
      if (await page.locator("section.detail").isVisible())
        await expect(page.getByRole("table").first()).toBeVisible({ timeout: 30_000 });
    },
  },
  {
    name: "discover-filters",
    async open(page) {
      await toList(page);
      await page.getByRole("button", { name: /^Filters/ }).click();
      await expect(page.getByRole("button", { name: "Uses tools" })).toBeVisible();
    },
    async leave(page) {
      await page.getByRole("button", { name: /^Filters/ }).click();
    },
  },
  {
    name: "discover-results",
    async open(page) {
      await page.getByLabel("Search models").fill("qwen");
      await expect(page.locator("section.list button.row").nth(6)).toBeVisible();
      await expect(page.locator("section.list [aria-busy]").first()).toHaveAttribute("aria-busy", "false", {
        timeout: 30_000,
      });
    },
    async leave(page) {
      await page.getByLabel("Search models").fill("");
    },
    picturesOnly: true,
  },
  { name: "library-empty", open: (page) => opened(page, "Library", "No model yet") },
  {
    name: "chat-empty",
    async open(page) {
      await go(page, "Chat");
      await expect(page.getByRole("main").getByRole("button").first()).toBeVisible();
    },
  },
  { name: "computer-empty", open: (page) => opened(page, "This computer", "Nothing has been loaded here yet") },
  { name: "downloads-empty", open: (page) => opened(page, "Downloads", "Nothing is being downloaded") },
];

/** A library whose files are not what they were. */
const troubledScreens: readonly Screen[] = [
  {
    name: "library-troubled",
    async open(page) {
      await go(page, "Library");
      await expect(page.getByText("file missing")).toBeVisible();
      await expect(page.getByText("not verified").first()).toBeVisible();
    },
  },
  {
    name: "library-missing",
    async open(page) {
      await libraryRows(page).filter({ hasText: "file missing" }).click();
      await expect(page.getByRole("complementary", { name: /^Details of/ })).toBeVisible();
    },
    async leave(page) {
      await page.getByRole("complementary").getByRole("button", { name: "Close" }).click();
    },
    picturesOnly: true,
  },
  {
    name: "chat-load-failed",
    async open(page) {
      await go(page, "Chat");
      if (await page.getByRole("alert").first().isVisible()) return;
      await page.getByLabel("Your question").fill("How do I tell a comet from a star?");
      await page.getByLabel("Your question").press("Enter");
      await expect(page.getByRole("alert").first()).toBeVisible();
    },
  },
];

/** What a smaller variant loses, and what could be made. */
const labScreens: readonly Screen[] = [
  {
    name: "lab",
    async open(page) {
      await go(page, "Lab");
      await expect(page.getByRole("heading", { name: "Where they part" })).toBeVisible();
      await expect(page.getByText(/was measured already|^Takes/)).toBeVisible();
    },
  },
  {
    name: "lab-parting",
    async open(page) {
      await page.getByRole("heading", { name: "Where they part" }).evaluate((heading) => {
        heading.scrollIntoView({ block: "start" });
      });
    },
    picturesOnly: true,
  },
  {
    name: "lab-make",
    async open(page) {
      await page.getByText("Make", { exact: true }).click();
      await expect(page.getByText(/^The file will be/)).toBeVisible();
      await page.getByRole("heading", { name: "Lab", level: 1 }).scrollIntoViewIfNeeded();
    },
    async leave(page) {
      await page
        .locator("label span")
        .filter({ hasText: /^Measure$/ })
        .click();
    },
  },
];

/** Where the Hub cannot be reached. */
const offlineScreens: readonly Screen[] = [
  {
    name: "discover-offline",
    async open(page) {
      await go(page, "Discover");
      await toList(page);
      await page.getByRole("region", { name: "Best for this computer" }).getByRole("button").first().click();
      await expect(
        page
          .locator("section.detail")
          .getByText(/cannot be reached/)
          .first(),
      ).toBeVisible();
      await expect(page.getByRole("table").first()).toBeVisible();
    },
  },
  {
    name: "discover-offline-search",
    async open(page) {
      await toList(page);
      await page.getByLabel("Search models").fill("gemma");
      await expect(
        page
          .locator("section.list")
          .getByText(/cannot be reached/)
          .first(),
      ).toBeVisible();
    },
    async leave(page) {
      await page.getByLabel("Search models").fill("");
    },
    picturesOnly: true,
  },
];

/** Before and after the first steps; with a model on its way, in use, out of order; of news that are made up; measured; without a network. */
export const stageNames = ["new", "empty", "starting", "used", "told", "lab", "troubled", "offline"] as const;
export type StageName = (typeof stageNames)[number];

function screensOf(name: StageName, app: RunningApp): readonly Screen[] {
  switch (name) {
    case "new":
      return emptyScreens;
    case "empty":
      return emptyLibraryScreens;
    case "starting":
      return startingScreens;
    case "used":
      return screens;
    case "told":
      return [...answerScreens(app), ...newsScreens(app)];
    case "lab":
      return labScreens;
    case "troubled":
      return troubledScreens;
    case "offline":
      return offlineScreens;
  }
}

export interface Stage {
  app: RunningApp;
  hub: RunningHub;
  screens: readonly Screen[];
  close(): Promise<void>;
}

/** A window with what the screens of its name show. */
export async function openStage(name: StageName): Promise<Stage> {
  const folder = await temporaryFolder(`screens-${name}`);
  const hub = await startHub(name === "empty" ? { more: suitedRepositories() } : {});
  await mkdir(folder.path, { recursive: true });
  // A slow download keeps its row as it is while the screens are looked at.
  if (name !== "new") await skipFirstRun(folder.path, { maxBytesPerSecond: name === "starting" ? 100_000 : 1_000_000 });
  if (name === "used" || name === "told") await importSmallModel(folder.path);
  if (name === "lab") await measureSmallModel(folder.path);
  if (name === "troubled") await importTroubled(folder.path);
  // What is suggested has to be one that the stand-in serves, where it is to be downloaded.
  const env = name === "starting" ? { BITLOFT_CATALOGUE: await smallCatalogue(folder.path) } : {};
  const app = await launchApp({ dataFolder: folder.path, hubUrl: name === "offline" ? silentAddress : hub.url, env });
  if (name === "starting") await take(app.page);
  if (name === "used") await fill(app.page);
  if (name === "told") await download(app.page);
  return {
    app,
    hub,
    screens: screensOf(name, app),
    async close() {
      await app.close();
      await hub.close();
      await folder.remove();
    },
  };
}

/** A model that is gone, one that is cut off, and one that looks as it did and cannot be loaded any more. */
async function importTroubled(folder: string): Promise<void> {
  const files = ["Missing", "Damaged", "Garbled"].map((name) => ({ name, path: join(folder, `${name}-Q8_0.gguf`) }));
  for (const { name, path } of files) {
    tinyChatModel(path, name.length, `${name} model`);
    await importFile(folder, path);
  }
  const [missing, damaged, garbled] = files.map(({ path }) => path);
  if (missing === undefined || damaged === undefined || garbled === undefined) return;
  await rm(missing);
  await truncate(damaged, 1000);
  const { size, atime, mtime } = await stat(garbled);
  await writeFile(garbled, Buffer.alloc(size, 7));
  await utimes(garbled, atime, mtime);
}

/** Takes what is suggested, which comes slowly. */
async function take(page: Page): Promise<void> {
  await go(page, "Chat");
  await page
    .getByRole("button", { name: /^Download and start/ })
    .first()
    .click();
  await expect(page.getByText("Ask already")).toBeVisible();
}

async function fill(page: Page): Promise<void> {
  await go(page, "Chat");
  await ask(
    page,
    "How do I tell a comet from a star? Answer in three short points, and give a line of Python that counts to three.",
  );
  await download(page);
}

/** Begins one that takes longer than anybody looks. */
async function download(page: Page): Promise<void> {
  await go(page, "Discover");
  await openRepository(page, "Llama-3.1-8B", /^Llama 3\.1 8B/);
  await page
    .getByRole("row")
    .filter({ hasText: "Q8_0" })
    .getByRole("button", { name: /^Download/ })
    .click();
  await go(page, "Downloads");
  await expect(page.getByRole("article", { name: /Q8_0/ })).toContainText(/[kM]B\/s/);
}

/** The one there is. */
async function changeDownload(page: Page, how: "pause" | "resume"): Promise<void> {
  await page.evaluate(async (what) => {
    const { api } = window as unknown as { api: { call: AnyCall } };
    const { value } = (await api.call("downloads", "list")) as { value: { items: { id: string }[] } };
    await api.call("downloads", what, { id: value.items[0]?.id });
  }, how);
}

type AnyCall = (domain: string, name: string, input?: unknown) => Promise<unknown>;

export async function setTheme(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.evaluate(
    (wanted) => (window as unknown as { api: { call: AnyCall } }).api.call("settings", "patch", { theme: wanted }),
    theme,
  );
  await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
}

/**
 * What is on the screen in each language in turn, English at last: the window changes as it stands, with whatever is open in it.
 */
export async function inEveryLanguage(page: Page, look: (language: LanguageCode) => Promise<void>): Promise<void> {
  for (const language of languageCodes.toReversed()) {
    await setLanguage(page, language);
    await look(language);
  }
}

export async function setLanguage(page: Page, language: LanguageCode): Promise<void> {
  await page.evaluate(
    (wanted) => (window as unknown as { api: { call: AnyCall } }).api.call("settings", "patch", { language: wanted }),
    language,
  );
  await expect(page.locator("html")).toHaveAttribute("lang", language);
}

export async function setSize({ application, page }: RunningApp, width: number, height: number): Promise<void> {
  await inMain(
    application,
    ({ BrowserWindow }, size) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
    },
    { width, height },
  );
  await expect.poll(() => page.evaluate(() => `${innerWidth}x${innerHeight}`)).toBe(`${width}x${height}`);
}
