import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Locator, type Page, expect, test } from "@playwright/test";
import { findTestModel } from "../../scripts/setup/model.mjs";
import { scriptedModel } from "../fixtures/scripted-model.ts";
import { startHub } from "../hub/start-hub.ts";
import { type RunningApp, inMain, launchApp, temporaryFolder } from "./support/app.ts";
import { seriousFindings } from "./support/axe.ts";
import { type Hands, byKeyboard, byMouse } from "./support/hands.ts";
import { importFile } from "./support/models.ts";
import { setTheme } from "./support/screens.ts";
import { smallCatalogue } from "./support/small-catalogue.ts";
import { ended } from "./support/window.ts";

test.skip(findTestModel() === null, "the stand-in has no model that answers");

/** What the second model says to everything: code, a formula, and its end. */
const prepared = "Here it is:\n\n```js\nconst area = (r) => Math.PI * r ** 2;\n```\n\nThat is $A = \\pi r^2$.";
const dayMs = 86_400_000;

test("a day in the life, by keyboard alone", () => aDay("keys", "light", byKeyboard, () => Promise.resolve()));

test("the same with a mouse, and axe finds nothing serious on its way in either theme", () =>
  aDay("mouse", "dark", byMouse, async (page, place) => {
    await setTheme(page, "dark");
    expect.soft(await seriousFindings(page), `${place}, dark`).toEqual([]);
    await setTheme(page, "light");
    expect.soft(await seriousFindings(page, ["color-contrast"]), `${place}, light`).toEqual([]);
  }));

type Look = (page: Page, place: string) => Promise<void>;

async function aDay(name: string, theme: "light" | "dark", handsOf: (page: Page) => Hands, look: Look): Promise<void> {
  test.setTimeout(600_000);
  const folder = await temporaryFolder(`day-${name}`);
  const hub = await startHub();
  const second = join(folder.path, "Second-F32.gguf");
  scriptedModel(second, { say: prepared.split(/(?<=\s)/), name: "Second", contextTokens: 1024 });
  await importFile(folder.path, second);
  const catalogue = await smallCatalogue(folder.path);
  const app = await launchApp({
    ...{ dataFolder: folder.path, hubUrl: hub.url, theme },
    env: { BITLOFT_CATALOGUE: catalogue },
  });
  try {
    await new Day(app, handsOf(app.page), look, folder.path).live();
    expect(app.errors).toEqual([]);
  } finally {
    await app.close();
    await hub.close();
    await folder.remove();
  }
}

class Day {
  readonly #app: RunningApp;
  readonly #page: Page;
  readonly #hands: Hands;
  readonly #look: Look;
  readonly #folder: string;

  constructor(app: RunningApp, hands: Hands, look: Look, folder: string) {
    this.#app = app;
    this.#page = app.page;
    this.#hands = hands;
    this.#look = look;
    this.#folder = folder;
  }

  async live(): Promise<void> {
    await this.#begin();
    await this.#setUp();
    await this.#askAndMend();
    await this.#askInForm();
    await this.#askAnother();
    await this.#fillContext();
    await this.#moveIn();
    await this.#moveOut();
  }

  #button(name: string | RegExp): Locator {
    return this.#page.getByRole("button", { name, exact: typeof name === "string" });
  }

  get #answers(): Locator {
    return this.#page.getByRole("article", { name: /^Answer/ });
  }

  get #questions(): Locator {
    return this.#page.getByRole("article", { name: "You", exact: true });
  }

  async #ask(question: string): Promise<void> {
    const before = await this.#answers.count();
    await this.#hands.write(this.#page.getByLabel("Your question"), question);
    await this.#page.keyboard.press("Enter");
    await expect(this.#answers).toHaveCount(before + 1, { timeout: 60_000 });
    await ended(this.#page, this.#answers.last());
  }

  async #begin(): Promise<void> {
    await expect(this.#button("See what suits it")).toBeEnabled();
    await this.#hands.press(this.#button("See what suits it"));
    await this.#hands.press(this.#button(/^Download and start/).first());
    await this.#ask("Say hello in five words.");
    await this.#look(this.#page, "the first answer");
  }

  /** Another conversation, with short answers, in a way of its own. */
  async #setUp(): Promise<void> {
    const page = this.#page;
    await this.#hands.press(this.#button("New conversation").first());
    const inspector = await this.#openInspector("Answering");
    await this.#hands.press(inspector.getByRole("button", { name: /^Preset:/ }));
    await this.#hands.choose(page.getByRole("menuitem", { name: "Precise" }));
    await this.#hands.write(inspector.getByLabel("Answer limit"), "24");
    await page.keyboard.press("Tab");
    await expect(inspector.getByRole("button", { name: "Preset: Precise · changed" })).toBeVisible();
    await this.#look(page, "the inspector");
    await this.#hands.press(inspector.getByRole("button", { name: "Close" }));
  }

  async #askAndMend(): Promise<void> {
    const page = this.#page;
    await this.#ask("What is wrong here?\n```js\nconst two = 1 + 2;\n```\nAnd is $1 + 1 = 2$?");
    await expect(this.#questions.last()).toContainText("const two = 1 + 2;");
    // An answer can be mended by hand, and is read as any other.
    await this.#hands.press(this.#button("Edit the answer").last());
    await this.#hands.write(page.getByRole("textbox", { name: "Edit the answer" }), prepared);
    await this.#hands.press(this.#button("Save"));
    await this.#showsPrepared();
    await this.#look(page, "an answer with code and a formula");
    // A question that is asked in other words has two versions.
    await this.#hands.press(this.#button("Edit the question").last());
    await this.#hands.write(page.getByRole("textbox", { name: "Edit the question" }), "Is 1 + 1 = 3?");
    await this.#hands.press(this.#button("Ask"));
    await expect(page.getByText("2 of 2").first()).toBeVisible();
    await ended(page, this.#answers.last());
    await expect(this.#answers.last()).not.toContainText("const area");
  }

  async #showsPrepared(): Promise<void> {
    const answer = this.#answers.last();
    await expect(answer.locator("pre code")).toContainText("const area = (r) => Math.PI * r ** 2;");
    await expect(answer.getByRole("math")).toBeVisible();
  }

  async #openInspector(section: string): Promise<Locator> {
    await this.#hands.press(this.#button("Conversation settings"));
    const inspector = this.#page.getByRole("complementary", { name: "Conversation settings" });
    await this.#hands.press(inspector.locator("summary").filter({ hasText: section }));
    return inspector;
  }

  /** An answer that can be nothing but yes or no, and is read as data. */
  async #askInForm(): Promise<void> {
    const page = this.#page;
    const inspector = await this.#openInspector("Answer's form");
    await this.#hands.select(inspector.getByRole("combobox", { name: "Answers are" }), "JSON by a schema");
    await this.#hands.select(inspector.getByRole("combobox", { name: "Type" }), "Yes or no");
    await this.#look(page, "the form of an answer");
    await this.#ask("Is the sky blue?");
    await expect(this.#answers.last().getByRole("treeitem").last()).toContainText(/answer.*(true|false|yes|no)/i);
    await this.#look(page, "an answer in its form");
    await this.#hands.select(inspector.getByRole("combobox", { name: "Answers are" }), "Free text");
    await this.#hands.press(inspector.getByRole("button", { name: "Close" }));
  }

  /** The second answer is another model's, and the conversation goes on elsewhere from there. */
  async #askAnother(): Promise<void> {
    const page = this.#page;
    await this.#hands.press(this.#button("Answer again with…").last());
    await this.#hands.choose(page.getByRole("menuitem", { name: /Second/ }));
    await expect(page.getByRole("article", { name: /^Answer by Second/ })).toBeVisible({ timeout: 60_000 });
    await ended(page, this.#answers.last());
    await this.#showsPrepared();
    await this.#look(page, "two models' answers");
    await this.#hands.press(this.#button("More for this answer").last());
    await this.#hands.choose(page.getByRole("menuitem", { name: "New conversation from here" }));
    await expect(page.getByText("This is a copy.")).toBeVisible();
  }

  /** It says when there is no more room, and what is left out where it may be. */
  async #fillContext(): Promise<void> {
    const page = this.#page;
    await this.#ask(aboutCircles(24));
    await this.#hands.write(page.getByLabel("Your question"), aboutCircles(8));
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert").last()).toContainText(/context/i, { timeout: 60_000 });
    await this.#look(page, "a full context");
    await this.#hands.press(page.getByTitle("Context used"));
    const policy = page.getByRole("dialog", { name: "Context used" }).getByLabel("When the context is full");
    await this.#hands.select(policy, "Drop the oldest");
    await page.keyboard.press("Escape");
    await this.#hands.press(this.#button("Answer again").last());
    await ended(page, this.#answers.last());
    await expect(page.getByText(/The model no longer sees what is above/)).toBeVisible();
    await this.#look(page, "messages that are left out");
  }

  async #moveIn(): Promise<void> {
    const page = this.#page;
    const archive = join(this.#folder, "conversations.json");
    await writeFile(archive, JSON.stringify([lastWeek()]));
    await inMain(this.#app.application, ({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
    }, archive);
    await this.#hands.press(this.#button("Import…"));
    const dialog = page.getByRole("dialog", { name: /Import/ });
    await expect(dialog).toContainText("1 conversation to import");
    await this.#look(page, "an import");
    await this.#hands.press(dialog.getByRole("button", { name: "Import 1" }));
    await this.#hands.press(dialog.getByRole("button", { name: "Done" }));

    await this.#hands.write(page.getByLabel("Search conversations"), "kestrel");
    const found = page.getByRole("list", { name: "Found" }).getByRole("button");
    await expect(found).toHaveCount(1);
    await this.#look(page, "what was found");
    await this.#hands.press(found);
    await expect(page.getByRole("article").filter({ hasText: "A kestrel hovers." })).toBeInViewport();
  }

  async #moveOut(): Promise<void> {
    const page = this.#page;
    const target = join(this.#folder, "exported.md");
    await inMain(this.#app.application, ({ dialog }, path) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
    }, target);
    await this.#hands.write(page.getByLabel("Search conversations"), "");
    await this.#hands.press(this.#button("More for “Birds”"));
    await this.#hands.choose(page.getByRole("menuitem", { name: "Export…" }));
    const dialog = page.getByRole("dialog", { name: "Export the conversation" });
    await this.#hands.check(dialog.getByRole("radio", { name: /^Markdown/ }));
    await this.#look(page, "an export");
    await this.#hands.press(dialog.getByRole("button", { name: "Choose a place…" }));
    await expect(page.getByText(/exported\.md was written/)).toBeVisible();
    expect(await readFile(target, "utf8")).toContain("A kestrel hovers.");
  }
}

const aboutCircles = (times: number): string => "What is the area of a circle? ".repeat(times).trim();

/** As ChatGPT hands a conversation out. */
function lastWeek(): object {
  const seconds = (Date.now() - 7 * dayMs) / 1000;
  const message = (id: string, parent: string | null, children: string[], role: string, text: string): object => ({
    ...{ id, parent, children },
    message: {
      ...{ id, author: { role }, create_time: seconds, weight: 1, recipient: "all", status: "finished_successfully" },
      ...{ content: { content_type: "text", parts: [text] }, metadata: {} },
    },
  });
  return {
    ...{ id: "birds", conversation_id: "birds", title: "Birds", create_time: seconds, update_time: seconds },
    current_node: "answer",
    mapping: {
      question: message("question", null, ["answer"], "user", "Which bird stands still in the air?"),
      answer: message("answer", "question", [], "assistant", "A kestrel hovers."),
    },
  };
}
