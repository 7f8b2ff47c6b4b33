import { defineConfig } from "@playwright/test";

/** Apart from the other end-to-end tests, as a package must be made first. */
export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  workers: 1,
  timeout: 300_000,
  expect: { timeout: 60_000 },
  retries: 0,
  forbidOnly: true,
  outputDir: "../../out/test-results/package",
});
