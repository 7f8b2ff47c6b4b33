import { expect, test } from "@playwright/test";
import { awkwardTexts } from "../fixtures/awkward-texts.ts";
import { type RunningApp, launchApp, silentAddress, temporaryFolder } from "./support/app.ts";
import { AwkwardAnswers } from "./support/awkward-answers.ts";
import { skipFirstRun } from "./support/window.ts";

/** The texts that took the window the longest before anything of them was bounded, and those that took it down. */
const worst = [
  ...["backslashes", "hash lines", "dash lines", "open links", "open references", "addresses", "one-items", "fences"],
  ...["expanding macros", "a table of 5,000 columns", "code of blank lines", "nested quotes"],
];
const chars = 300_000;
/** Far more than what is near the screen, far less than what the texts are made of. */
const mostElements = 20_000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let app: RunningApp;
let answers: AwkwardAnswers;

test.beforeAll(async () => {
  folder = await temporaryFolder("awkward");
  await skipFirstRun(folder.path);
  app = await launchApp({ dataFolder: folder.path, hubUrl: silentAddress });
  answers = await AwkwardAnswers.open(app);
});

test.afterAll(async () => {
  await app.close();
  await folder.remove();
});

for (const name of worst) {
  test(`${name}: bounded on the page, which lives`, async () => {
    const text = awkwardTexts.find((each) => each.name === name)?.make(chars) ?? "";
    expect(text.length).toBeGreaterThan(chars / 2);
    await answers.show(text);
    await answers.settled();
    await expect(answers.page.locator(".markdown").last()).toBeVisible();
    expect(await answers.page.evaluate(() => document.querySelectorAll("*").length)).toBeLessThan(mostElements);
    await answers.stream(text, 20, 16);
    await answers.settled();
    expect(await answers.page.evaluate(() => document.querySelectorAll("*").length)).toBeLessThan(mostElements);
    expect(app.errors).toEqual([]);
  });
}

test("the worker does its part: formulas, colours, and what is too long for a frame", async () => {
  await answers.show(
    `A formula: \\(x^2\\)\n\n\`\`\`js\nconst a = 1;\n\`\`\`\n\n${"Many **strong** words &amp; more. ".repeat(60)}`,
  );
  const markdown = answers.page.locator(".markdown").last();
  await expect(markdown.locator("math msup")).toHaveCount(1);
  await expect(markdown.locator("pre span").first()).toHaveText("const");
  await expect(markdown.locator("strong")).toHaveCount(60);
});

test("no text of signs alone is shaped by its neighbours", async () => {
  await answers.show(`Ordinary.\n\n${"\\".repeat(4_000)}\n\n${"(a)".repeat(1_000)}`);
  const ligatures = () =>
    answers.page.evaluate(() =>
      [...document.querySelectorAll(".markdown p")].map(
        (paragraph) => getComputedStyle(paragraph).fontVariantLigatures,
      ),
    );
  // The last one is shown as it is until it is parsed.
  await expect.poll(ligatures).toEqual(["normal", "none", "no-contextual"]);
});

test("a question of two million characters shows its beginning, and the way to all of it", async () => {
  await answers.showQuestion("word ".repeat(400_000));
  const all = answers.page.getByRole("button", { name: "Show all 2,000,000 characters" });
  await all.click();
  await expect(answers.page.getByRole("button", { name: "Show more" })).toBeAttached();
  expect(await answers.page.evaluate(() => document.querySelectorAll("*").length)).toBeLessThan(mostElements);
});

test("an answer that is being written has no holes between its blocks", async () => {
  const code = "```python\nfor i in range(3):\n    print(i)\n```";
  const parts = [
    "Words that go on for a while.",
    "1. One\n2. Two",
    "- a\n- b",
    code,
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "\\[ x^2 \\]",
  ];
  const text = parts.map((part, at) => `### Part ${String(at)}\n\n### In it\n\n${part}\n\n`).join("");
  await answers.showQuestion("Tell me all.");
  const holes = answers.page.evaluate(holesWhileWriting, { most: 40 });
  await answers.stream(text, Math.ceil(text.length / 3), 16);
  await answers.settled();
  await answers.page.evaluate(() => {
    document.body.dataset["written"] = "yes";
  });
  expect(await holes).toEqual([]);
});

/** Looks at every frame until the page says that all is written. `most`: pixels between two blocks, or of one that shows nothing. */
function holesWhileWriting({ most }: { most: number }): Promise<string[]> {
  const found = new Set<string>();
  return new Promise((resolve) => {
    const look = (): void => {
      let bottom: number | null = null;
      for (const block of document.querySelectorAll(".markdown .chunk > *, .markdown .chunk:empty")) {
        const { top, height, bottom: end } = block.getBoundingClientRect();
        const says = (block.textContent ?? "").trim();
        if (bottom !== null && top - bottom > most) found.add(`${String(Math.round(top - bottom))} px over ${says}`);
        const isHidden = says === "" || getComputedStyle(block).visibility === "hidden";
        if (isHidden && height > most) found.add(`${String(Math.round(height))} px of nothing`);
        bottom = end;
      }
      if (document.body.dataset["written"] === "yes") resolve([...found]);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}
