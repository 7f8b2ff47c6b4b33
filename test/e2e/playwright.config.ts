import { defineConfig } from "@playwright/test";

/** What loads a model for its test. */
const engineTests = [
  "computer",
  "day",
  "engine-crash",
  "first-run",
  "keyboard",
  "large-model",
  "step-down",
  "whole-way",
].map((name) => `${name}.spec.ts`);

/** Screens beside engines, and never two engines: a busy core next to one slows it many times over. Limits are generous; nothing is timed. */
export default defineConfig({
  testDir: ".",
  workers: 2,
  projects: [
    { name: "screens", testMatch: "*.spec.ts", testIgnore: engineTests, workers: 1 },
    { name: "engines", testMatch: engineTests, workers: 1 },
  ],
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  retries: 0,
  forbidOnly: true,
  outputDir: "../../out/test-results",
});
