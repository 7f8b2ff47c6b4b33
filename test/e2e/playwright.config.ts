import { defineConfig } from "@playwright/test";

const allScreens = "accessibility.spec.ts";

/**
 * All screens are looked at beside the rest, and each of the two has one window at a time: more busy cores would slow an engine many times
 * over. Limits are generous; nothing is timed.
 */
export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  workers: 2,
  projects: [
    { name: "screens", testMatch: allScreens, workers: 1 },
    { name: "window", testIgnore: allScreens, workers: 1 },
  ],
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  retries: 0,
  forbidOnly: true,
  outputDir: "../../out/test-results",
});
