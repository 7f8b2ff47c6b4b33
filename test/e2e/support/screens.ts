import { mkdir } from "node:fs/promises";
import { type Page, expect } from "@playwright/test";
import { type LanguageCode, languageCodes } from "../../../src-shared/contract/index.ts";
import { type RunningHub, startHub } from "../../hub/start-hub.ts";
import { type RunningApp, inMain, launchApp, temporaryFolder } from "./app.ts";
import { importSmallModel } from "./models.ts";
import { smallCatalogue } from "./small-catalogue.ts";
import { ask, askWhatIf, backToThisComputer, go, openRepository, showMachine, skipFirstRun } from "./window.ts";

export interface Screen {
  name: string;
  /** Brings the screen up, from whatever was shown before, and waits until it is whole. */
  open(page: Page): Promise<void>;
  /** Closes what stands over the window. */
  leave?(page: Page): Promise<void>;
}

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
      await expect(page.getByRole("dialog", { name: "Downloads" })).toContainText("MB/s");
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
      await page.getByRole("button", { name: /^Why / }).click();
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

/** Every screen with the stage on which it is seen. */
export const stages = [
  ["new", emptyScreens],
  ["empty", emptyLibraryScreens],
  ["starting", startingScreens],
  ["used", screens],
] as const;

export interface Stage {
  app: RunningApp;
  hub: RunningHub;
  close(): Promise<void>;
}

/** A window with a model, a conversation and a download in it; or a new user's, which has none of them. */
export async function openStage(kind: "used" | "new" | "empty" | "starting"): Promise<Stage> {
  const folder = await temporaryFolder(`screens-${kind}`);
  const hub = await startHub();
  await mkdir(folder.path, { recursive: true });
  // A slow download keeps its row as it is while the screens are looked at.
  if (kind !== "new") await skipFirstRun(folder.path, { maxBytesPerSecond: kind === "starting" ? 100_000 : 1_000_000 });
  if (kind === "used") await importSmallModel(folder.path);
  // What is suggested has to be one that the stand-in serves, where it is to be downloaded.
  const env = kind === "starting" ? { BITLOFT_CATALOGUE: await smallCatalogue(folder.path) } : {};
  const app = await launchApp({ dataFolder: folder.path, hubUrl: hub.url, env });
  if (kind === "starting") await take(app.page);
  if (kind === "used") await fill(app.page);
  return {
    app,
    hub,
    async close() {
      await app.close();
      await hub.close();
      await folder.remove();
    },
  };
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
  await go(page, "Discover");
  await openRepository(page, "Llama-3.1-8B", /^Llama 3\.1 8B/);
  await page
    .getByRole("row")
    .filter({ hasText: "Q8_0" })
    .getByRole("button", { name: /^Download/ })
    .click();
  await go(page, "Downloads");
  await expect(page.getByRole("article", { name: /Q8_0/ })).toContainText("MB/s");
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
