import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

/** What the kernel counts for an engine's process is only to be trusted while no other test takes memory and cores. */
const measuredTests = [
  "test/unit/answers/engine/measured-memory.test.ts",
  "test/unit/answers/engine/memory-pressure.test.ts",
];

/** As long as `test/patience.ts` waits. */
const patient = { poll: { timeout: 20_000 } };

export default defineConfig({
  test: {
    // Two workers: the machines that run this have two cores, and some tests start a server or an engine.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "unit",
          environment: "node",
          setupFiles: ["test/patience.ts"],
          expect: patient,
          include: ["test/unit/**/*.test.ts"],
          exclude: measuredTests,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: "measured",
          environment: "node",
          setupFiles: ["test/patience.ts"],
          expect: patient,
          include: measuredTests,
          maxWorkers: 1,
          testTimeout: 180_000,
          sequence: { groupOrder: 1 },
          hookTimeout: 180_000,
        },
      },
      {
        plugins: [svelte(), svelteTesting()],
        // `npm run mutants` runs these in a copy of the tree, whose dependencies lie above it.
        server: { fs: { strict: false } },
        test: {
          name: "component",
          environment: "jsdom",
          include: ["test/component/**/*.test.ts"],
          setupFiles: ["test/component/setup.ts"],
          expect: patient,
          testTimeout: 180_000,
        },
      },
    ],
  },
});
