import { existsSync } from "node:fs";
import { type Page, expect, test } from "@playwright/test";
import { findTestModel } from "../../scripts/setup/model.mjs";
import {
  type Collection,
  type EngineState,
  type Envelope,
  type InstalledVariant,
  answerIn,
} from "../../src-shared/contract/index.ts";
import { sayError } from "../../src-shared/words/index.ts";
import { tinyChatModel } from "../fixtures/index.ts";
import { type PackagedApp, copyOfPackage } from "./packaged-app.ts";

let app: PackagedApp;

test.beforeAll(async () => {
  app = await copyOfPackage();
});
test.afterAll(async () => {
  await app.dispose();
});

test("the packaged application loads a model with the Node and the engine that it brings", async () => {
  const model = findTestModel() ?? test.info().outputPath("tiny.gguf");
  if (!existsSync(model)) tinyChatModel(model);

  const imported = JSON.parse(await app.cli("import", model, "--json")) as InstalledVariant;
  const { page, quit } = await app.start();
  await expect(page).toHaveTitle(/Bitloft/);

  const [parser, ...others] = (await app.assets()).filter((name) => /^main-[\w-]+\.js$/.test(name));
  expect(others).toEqual([]);
  expect(JSON.stringify(await formulaBy(page, `/assets/${String(parser)}`))).toContain('"tagName":"math"');

  const { items: listed } = await call<Collection<InstalledVariant>>(page, "library", "list");
  expect(listed.map(({ id, state }) => ({ id, state }))).toEqual([{ id: imported.id, state: "ready" }]);

  await call(page, "engine", "load", { variantId: imported.id });
  const state = () => call<EngineState>(page, "engine", "state");
  await expect.poll(async () => (await state()).status, { timeout: 120_000 }).toBe("ready");
  expect((await state()).measured?.anonymousBytes).toBeGreaterThan(0);

  expect(await quit()).toBe(0);
});

test("the packaged command line answers", async () => {
  const { labels } = JSON.parse(await app.cli("labels", "Q4_K_M.gguf", "--json")) as { labels: { label: string }[] };
  expect(labels.map(({ label }) => label)).toEqual(["Q4_K_M"]);
});

/** What the worker that parses Markdown makes of a formula, where the page's policy lets it start and load its parts. */
async function formulaBy(page: Page, address: string): Promise<unknown> {
  return page.evaluate(
    (from) =>
      new Promise((resolve) => {
        const worker = new Worker(from, { type: "module" });
        worker.onerror = ({ message }) => resolve(`it does not start: ${message}`);
        worker.onmessage = ({ data }: MessageEvent<{ ready?: true; result?: unknown }>) => {
          if (data.ready) worker.postMessage({ kind: "math", tex: "x^2", display: false });
          else resolve(data.result);
        };
      }),
    address,
  );
}

/** A call as the window itself makes it; a failure is thrown with its reason. */
async function call<T>(page: Page, domain: string, name: string, input?: unknown): Promise<T> {
  const envelope = await page.evaluate(
    (parameters) => {
      const { api } = window as unknown as { api: { call(...args: unknown[]): Promise<unknown> } };
      return api.call(...parameters);
    },
    [domain, name, input],
  );
  const answer = envelope as Envelope<T>;
  if (!answer.ok) throw new Error(`${domain}.${name}: ${sayError(answer.error)}`);
  return answerIn(answer);
}
