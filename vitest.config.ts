import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Two workers: the machines that run this have two cores, and some tests start a server or an engine.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "unit",
          environment: "node",
          include: ["test/unit/**/*.test.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [svelte(), svelteTesting()],
        test: {
          name: "component",
          environment: "jsdom",
          include: ["test/component/**/*.test.ts"],
          setupFiles: ["test/component/setup.ts"],
          testTimeout: 30_000,
        },
      },
    ],
  },
});
