import type { Page } from "@playwright/test";
import { type RunningApp, inMain, launchApp, silentAddress, temporaryFolder } from "../../e2e/support/app.ts";
import { importFile } from "../../e2e/support/models.ts";
import { skipFirstRun } from "../../e2e/support/window.ts";
import { median } from "../harness.ts";
import { question } from "./our-engine.ts";

/** Shares of one core. */
export interface WindowWork {
  main: number;
  /** The page: what it parses, lays out and paints. */
  window: number;
  /** Chromium's process for graphics, which draws with the processor where there is no graphics card. */
  graphics: number;
}

const rounds = 3;
/** So much of an answer is watched: some 300 tokens. */
const characters = 1500;

/** What the built application works while an answer streams into its window, from the first words to the end. */
export async function windowWork(model: string): Promise<WindowWork> {
  const folder = await temporaryFolder("bench-window");
  await importFile(folder.path, model);
  await skipFirstRun(folder.path, { lastScreen: "chat", startScreen: "chat" });
  const app = await launchApp({ dataFolder: folder.path, hubUrl: silentAddress });
  try {
    // Loads the model.
    await share(app);
    const shares: WindowWork[] = [];
    for (let round = 0; round < rounds; round++) shares.push(await share(app));
    const of = (process: keyof WindowWork): number => median(shares.map((one) => one[process]));
    return { main: of("main"), window: of("window"), graphics: of("graphics") };
  } finally {
    await app.close();
    await folder.remove();
  }
}

async function share(app: RunningApp): Promise<WindowWork> {
  const { page } = app;
  await page.getByRole("button", { name: "New conversation" }).first().click();
  const field = page.getByLabel("Your question");
  await field.fill(question);
  await field.press("Enter");
  await answerHas(page, 40);
  const [from, begun] = [await worked(app), performance.now()];
  await answerHas(page, characters);
  const [to, ms] = [await worked(app), performance.now() - begun];
  // A small model may talk on until its context is full.
  await page
    .getByRole("button", { name: "Stop", exact: true })
    .click({ timeout: 2000 })
    .catch(() => undefined);
  await answerHas(page, Infinity);
  const of = (process: keyof WindowWork): number => ((to[process] - from[process]) * 1000) / ms;
  return { main: of("main"), window: of("window"), graphics: of("graphics") };
}

/** Seconds of processor time. */
function worked({ application }: RunningApp): Promise<WindowWork> {
  return inMain(application, ({ app }) => {
    const all = app.getAppMetrics();
    const of = (type: string): number =>
      all.reduce((sum, one) => sum + (one.type === type ? (one.cpu.cumulativeCPUUsage ?? 0) : 0), 0);
    return { main: of("Browser"), window: of("Tab"), graphics: of("GPU") };
  });
}

/** Waits for as much of it, or its end. Told by the page itself: to ask it again and again would be work of the window. */
function answerHas(page: Page, characters: number): Promise<void> {
  return page.evaluate(
    (wanted) =>
      new Promise<void>((resolve) => {
        const timer = setInterval(() => {
          const answer = [...document.querySelectorAll("article[aria-busy]")].at(-1);
          const isOver = answer?.getAttribute("aria-busy") === "false";
          if (answer === undefined || (answer.textContent.length < wanted && !isOver)) return;
          clearInterval(timer);
          resolve();
        }, 50);
      }),
    characters,
  );
}
