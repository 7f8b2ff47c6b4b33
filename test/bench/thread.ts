import { join } from "node:path";
import type { Page } from "@playwright/test";
import { ChatStore } from "../../src-main/answers/chat/chat-store.ts";
import { searchSchema, searchVersion } from "../../src-main/answers/chat/index.ts";
import { MessageSearch } from "../../src-main/answers/chat/search/index.ts";
import { silentLogger } from "../../src-main/ground/core/index.ts";
import { openDerivedDatabase } from "../../src-main/ground/storage/index.ts";
import { defaultConversationSettings } from "../../src-shared/contract/index.ts";
import { launchApp, silentAddress, temporaryFolder } from "../e2e/support/app.ts";
import { longestTaskMs, startTrace } from "../e2e/support/main-thread.ts";
import { go, skipFirstRun } from "../e2e/support/window.ts";
import { openAppDatabase } from "../fixtures/open-app-database.ts";
import { seededRandom } from "../fixtures/random.ts";
import { type Benchmark, compare, median } from "./harness.ts";

const messages = 10_000;
const rounds = 7;
const openMs = 300;
const frameMs = 50;
const findMs = 5_000;
/** Up from the end and down again: what one frame takes does not depend on how many others were read. */
const scrolledMessages = 1_000;
/** A wheel that is turned without a pause moves a page about as far in a frame. */
const pxPerFrame = 400;
/** Recorded at a time: the trace of more would not fit. */
const framesPerTrace = 400;
const long = "A long conversation";
const short = "A short conversation";

/**
 * How long a conversation of ten thousand messages takes to open in the real window, from the click to the frame that shows its end, and how
 * long the page's own thread is at one task (in processor time) while it is scrolled through, and how long a search takes from its
 * end to its first message.
 */
export const benchmark: Benchmark = {
  async run(note) {
    const folder = await temporaryFolder("bench-thread");
    await skipFirstRun(folder.path, { lastScreen: "chat", startScreen: "chat" });
    fill(folder.path);
    const app = await launchApp({ dataFolder: folder.path, hubUrl: silentAddress });
    const { page } = app;
    try {
      await go(page, "Chat");
      await open(page, short, 2);
      const opened: number[] = [];
      for (let round = 0; round < rounds; round++) {
        opened.push(await open(page, long, messages));
        note(`opened in ${String(Math.round(opened.at(-1) ?? 0))} ms, ${String(await elements(page))} elements`);
        await open(page, short, 2);
      }
      await open(page, long, messages);
      let longest = 0;
      const scrolled: Record<string, number> = {};
      for (const [way, px] of Object.entries({ up: -pxPerFrame, down: pxPerFrame })) {
        for (let isThere = false; !isThere;) {
          await startTrace(app);
          isThere = await page.evaluate(scrollOn, {
            px,
            frames: framesPerTrace,
            until: px < 0 ? messages - scrolledMessages : messages - 1,
          });
          longest = Math.max(longest, await longestTaskMs(app));
        }
        scrolled[way] = longest;
        note(
          `${way} through ${String(scrolledMessages)} messages: longest task ${longest.toFixed(1)} ms, ${String(await elements(page))} elements`,
        );
        longest = 0;
      }
      const found = await find(page);
      note(`the first of them was found after ${found.toFixed(0)} ms, ${String(await elements(page))} elements`);
      const worst = Math.max(...Object.values(scrolled));
      const bound = (name: string, ours: number, theirs: number) =>
        compare({ name, peer: "its bound", unit: "ms", ours, theirs }, { at: "most", ours: theirs });
      return [
        bound(`a conversation of ${messages} messages opens`, median(opened), openMs),
        bound("the longest task while it is scrolled through", worst, frameMs),
        bound("its first message is found from its end", found, findMs),
      ];
    } finally {
      await app.close();
      await folder.remove();
    }
  },
};

/** Clicks a conversation in the list. Returns the milliseconds until a frame has shown its last message. */
async function open(page: Page, title: string, count: number): Promise<number> {
  return page.evaluate(
    ({ title, last }) => {
      const rows = [...document.querySelectorAll<HTMLElement>("nav button, aside button, .column button")];
      const row = rows.find(({ textContent }) => textContent.includes(title));
      if (row === undefined) throw new Error(`${title} is not in the list`);
      const begun = performance.now();
      row.click();
      return new Promise<number>((resolve, reject) => {
        const look = (): void => {
          const said = [...document.querySelectorAll("[data-message]")].at(-1)?.textContent ?? "";
          if (said.includes(`Number ${String(last)}.`)) setTimeout(() => resolve(performance.now() - begun));
          else if (performance.now() - begun > 10_000)
            reject(new Error(`${title} is not shown, but "${said.slice(0, 40)}"`));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      });
    },
    { title, last: count - 1 },
  );
}

/** Looks for what the first message alone says. Returns the milliseconds until it is in sight, with all of the conversation looked through. */
async function find(page: Page): Promise<number> {
  await page.keyboard.press("Control+f");
  const bar = page.getByRole("search");
  const begun = performance.now();
  await bar.getByRole("textbox").fill("Number 0.");
  await bar.getByText("1 of 1", { exact: true }).waitFor({ timeout: 60_000 });
  await page.getByText("Number 0.").first().waitFor();
  return performance.now() - begun;
}

const elements = (page: Page): Promise<number> => page.evaluate(() => document.querySelectorAll("*").length);

/** Scrolls by so much in every frame. Whether a message, by its number, was reached. */
async function scrollOn({ px, frames, until }: { px: number; frames: number; until: number }): Promise<boolean> {
  const thread = document.querySelector<HTMLElement>(".thread");
  if (thread === null) throw new Error("there is no thread");
  for (let frame = 0; frame < frames; frame++) {
    thread.scrollTop += px;
    await new Promise(requestAnimationFrame);
    const shown = [...thread.querySelectorAll("[data-message]")].at(px < 0 ? 0 : -1);
    const at = Number(/Number (\d+)/.exec(shown?.textContent ?? "")?.[1]);
    if (px < 0 ? at <= until : at >= until) return true;
  }
  return false;
}

/** Questions and answers by turns as a model writes them: paragraphs, lists, code, tables. */
function fill(dataFolder: string): void {
  const db = openAppDatabase(join(dataFolder, "bitloft.db"));
  const index = openDerivedDatabase({
    ...{ path: join(dataFolder, "search.db"), schema: searchSchema, version: searchVersion },
    logger: silentLogger,
  });
  const store = new ChatStore({
    ...{ db, clock: { now: () => Date.now() } },
    search: new MessageSearch({ db, index, logger: silentLogger }),
  });
  const next = seededRandom(1);
  const words = (count: number): string =>
    Array.from({ length: count }, () => vocabulary[Math.floor(next() * vocabulary.length)]).join(" ");
  db.transaction(() => {
    for (const [title, count] of [
      [long, messages],
      [short, 2],
    ] as const) {
      const { id } = store.create({ variantId: null, settings: defaultConversationSettings }, null);
      let head: string | null = null;
      for (let at = 0; at < count; at += 2) {
        const answer = store.ask(id, head, `Number ${at}. ${words(15)}?`, {
          variantName: "Tiny · Q4_K_M",
          form: { kind: "free" },
        });
        const text = `Number ${at + 1}. ${answerOf(at / 2, words)}`;
        store.grow(answer, [{ position: 0, kind: "text", text, isNew: true }]);
        store.endAnswer(answer, { state: "complete", stats: null, error: null, form: null });
        head = answer.id;
      }
      store.change(id, { title });
    }
  });
  index.close();
  db.close();
}

const vocabulary =
  "the a model memory answer of and number file runs context quick token layer cache with river stone morning when".split(
    " ",
  );

function answerOf(at: number, words: (count: number) => string): string {
  const paragraph = words(60);
  if (at % 5 === 1) return `${paragraph}\n\n- ${words(9)}\n- **${words(4)}**: ${words(8)}\n- ${words(12)}`;
  if (at % 5 === 2)
    return `${paragraph}\n\n\`\`\`python\nfor layer in range(32):\n    print(layer, "of", 32)\n\`\`\`\n\n${words(25)}`;
  if (at % 5 === 3)
    return `${paragraph}\n\n| ${words(1)} | ${words(1)} |\n| --- | --- |\n| 1 | ${words(3)} |\n| 2 | 3 |`;
  return at % 5 === 4 ? `${paragraph}\n\n${words(90)}\n\n${words(40)}` : paragraph;
}
