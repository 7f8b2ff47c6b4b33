import process from "node:process";
import { AwkwardAnswers } from "../e2e/support/awkward-answers.ts";
import { launchApp, silentAddress, temporaryFolder } from "../e2e/support/app.ts";
import { longestTaskMs, startTrace } from "../e2e/support/main-thread.ts";
import { skipFirstRun } from "../e2e/support/window.ts";
import { awkwardTexts } from "../fixtures/awkward-texts.ts";
import { type Benchmark, type Comparison, compare } from "./harness.ts";

const answerChars = Number(process.env["BITLOFT_BENCH_CHARS"] ?? 1_000_000);
const streamedDeltas = 60;
const deltaEveryMs = 16;
/** Parts of the answer that are scrolled to, from its end to its beginning. */
const scrolls = 6;
const longestFrameMs = 100;

/**
 * How long the window's own thread is at one task (in processor time, so that a busy machine changes little) while an
 * awkward answer is shown whole, scrolled through, and streamed. The longest time between two frames is reported beside
 * it.
 */
export const benchmark: Benchmark = {
  async run(note) {
    const folder = await temporaryFolder("bench-markdown");
    await skipFirstRun(folder.path);
    const app = await launchApp({ dataFolder: folder.path, hubUrl: silentAddress });
    const only = process.env["BITLOFT_BENCH_ONLY"]?.split(",");
    const comparisons: Comparison[] = [];
    try {
      const answers = await AwkwardAnswers.open(app);
      await answers.show("Warm *up*.\n\n```js\nconst a = 1;\n```\n\n$x$");
      await answers.settled();
      for (const { name, make } of awkwardTexts) {
        if (only !== undefined && !only.includes(name)) continue;
        const text = make(answerChars);
        const measured = async (work: () => Promise<unknown>): Promise<{ taskMs: number; gapMs: number }> => {
          await startTrace(app);
          await startWatch(answers.page);
          await work();
          await answers.settled();
          const gapMs = await longestGap(answers.page);
          return { taskMs: Math.round(await longestTaskMs(app)), gapMs };
        };
        const whole = await measured(() => answers.show(text));
        const scrolled = await measured(() => scrollThrough(answers));
        const nodes = await answers.page.evaluate(() => document.querySelectorAll(".markdown *").length);
        const streamed = await measured(() => answers.stream(text, streamedDeltas, deltaEveryMs));
        const told = Object.entries({ whole, scrolled, streamed }).map(
          ([how, { taskMs, gapMs }]) => `${how} ${String(taskMs)} ms (a frame of ${String(gapMs)} ms)`,
        );
        note(`${name}: ${told.join(", ")}, ${String(nodes)} elements`);
        const worst = Math.max(whole.taskMs, scrolled.taskMs, streamed.taskMs);
        const figures = { name, peer: "what a person notices", unit: "ms", ours: worst, theirs: longestFrameMs };
        comparisons.push(compare(figures, { at: "most", ours: longestFrameMs }));
      }
      return comparisons;
    } finally {
      await app.close();
      await folder.remove();
    }
  },
};

type Watched = typeof globalThis & { longestGapMs: number; watching?: boolean };

/** Counts the time between two frames, and the tasks that Chromium itself calls long. */
async function startWatch(page: AwkwardAnswers["page"]): Promise<void> {
  await page.evaluate(() => {
    const watched = globalThis as Watched;
    watched.longestGapMs = 0;
    if (watched.watching) return;
    watched.watching = true;
    let last = performance.now();
    const look = (now: number): void => {
      watched.longestGapMs = Math.max(watched.longestGapMs, now - last);
      last = now;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** Since it was asked for last, in whole milliseconds. */
async function longestGap(page: AwkwardAnswers["page"]): Promise<number> {
  return page.evaluate(() => {
    const watched = globalThis as Watched;
    const gap = Math.round(watched.longestGapMs);
    watched.longestGapMs = 0;
    return gap;
  });
}

async function scrollThrough(answers: AwkwardAnswers): Promise<void> {
  for (let step = scrolls - 1; step >= 0; step--) {
    await answers.page.evaluate((share) => {
      const thread = document.querySelector(".thread");
      if (thread) thread.scrollTop = (thread.scrollHeight - thread.clientHeight) * share;
      return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }, step / scrolls);
    await answers.settled();
  }
}
