import { defineConfig } from "@playwright/test";

/** One at a time: a busy core next to an engine slows it many times over. Limits are generous; nothing is timed. */
export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  workers: 1,
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  retries: 0,
  forbidOnly: true,
  outputDir: "../../out/test-results",
});
