import type { Page } from "@playwright/test";
import { startHub } from "../hub/start-hub.ts";
import { launchApp, temporaryFolder } from "../e2e/support/app.ts";
import { openRepository, skipFirstRun } from "../e2e/support/window.ts";
import { type Benchmark, compare, median } from "./harness.ts";

/** One picture of a screen with 60 of them a second. */
const frameMs = 16;
/** Moves of the slider that are measured, and those before them that are not. */
const moves = 60;
const warmUp = 10;

/**
 * What a move of the context slider costs: from its input event, which the browser sends at the start of a frame, to the ladder
 * with the new figures, laid out and ready to be painted. What is ready within a frame is in the next picture.
 */
export const benchmark: Benchmark = {
  async run(note) {
    const folder = await temporaryFolder("bench-ladder");
    const hub = await startHub();
    try {
      await skipFirstRun(folder.path);
      const app = await launchApp({ dataFolder: folder.path, hubUrl: hub.url });
      try {
        await openRepository(app.page, "Llama-3.1-8B", /^Llama 3\.1 8B/);
        const rows = await app.page.locator("tr button.why").count();
        const times = (await moveSlider(app.page)).slice(warmUp).sort((a, b) => a - b);
        const at = (share: number): number =>
          times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
        note(`${String(rows)} variants, ${String(times.length)} moves`);
        const peer = "a frame at 60 pictures a second";
        return [
          compare({ name: "ladder", peer, unit: "ms", ours: median(times), theirs: frameMs }, { at: "most", ratio: 1 }),
          compare({ name: "ladder, 95 of 100", peer, unit: "ms", ours: at(0.95), theirs: frameMs }, null),
        ];
      } finally {
        await app.close();
      }
    } finally {
      await hub.close();
      await folder.remove();
    }
  },
};

/** For each move, milliseconds from the slider's event to a table that is drawn again and laid out. */
async function moveSlider(page: Page): Promise<number[]> {
  return page.evaluate(async (count) => {
    const slider = document.querySelector<HTMLInputElement>("input[type=range]");
    const table = document.querySelector<HTMLTableElement>("table");
    if (!slider || !table) throw new Error("there is no ladder to measure");
    const found: number[] = [];
    const nextFrame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let move = 0; move < count; move++) {
      await nextFrame();
      const begun = performance.now();
      // An answer is drawn in one turn; the observer is called at its end.
      const drawn = new Promise<number>((resolve) => {
        const observer = new MutationObserver(() => {
          observer.disconnect();
          table.getBoundingClientRect();
          resolve(performance.now() - begun);
        });
        observer.observe(table, { attributes: true, characterData: true, childList: true, subtree: true });
      });
      slider.value = String(move % 2 === 0 ? Number(slider.max) - 4 : Number(slider.max) - 5);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      found.push(await drawn);
      // The picture is painted, and what comes after it has its turn.
      await nextFrame();
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    return found;
  }, moves + warmUp);
}
