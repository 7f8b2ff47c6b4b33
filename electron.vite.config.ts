import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "electron-vite";
import { findElectron } from "./scripts/setup/electron.mjs";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

const electron = findElectron();
if (!electron) throw new Error("There is no Electron yet: run `node scripts/setup.mjs` first.");

/** Only for the development runtime, whose Node-API is too old for the real one. */
const sqliteAlias: Record<string, string> = electron.hasNodeApi10
  ? {}
  : { "better-sqlite3": path("scripts/fallback-runtime/better-sqlite3.ts") };

/**
 * What stays a package beside the bundle: native parts, and what finds its own files at run time. All else is bundled,
 * as one file starts faster than hundreds.
 */
const external = [
  "libsql",
  "node-llama-cpp",
  "systeminformation",
  ...(electron.hasNodeApi10 ? ["better-sqlite3"] : []),
];

/** The oldest Chromium that the window may meet is the development runtime's. */
const chromiumTarget = "chrome130";
const nodeTarget = "node20";

export default defineConfig({
  main: {
    resolve: { alias: sqliteAlias },
    build: {
      target: nodeTarget,
      externalizeDeps: false,
      lib: {
        entry: {
          index: path("src-main/index.ts"),
          // These two run under the Node that ships with the app, never in Electron.
          "engine-worker": path("src-main/engine/worker/main.ts"),
          cli: path("src-main/cli/main.ts"),
        },
        formats: ["es"],
      },
      rolldownOptions: { external, output: { entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" } },
    },
  },
  preload: {
    build: {
      target: nodeTarget,
      // A sandboxed preload script must be one CommonJS file that requires nothing but electron.
      externalizeDeps: false,
      lib: { entry: { index: path("src-main/preload/index.ts") }, formats: ["cjs"] },
      rolldownOptions: { output: { entryFileNames: "[name].cjs" } },
    },
  },
  renderer: {
    root: path("src-renderer"),
    base: "./",
    plugins: [svelte({ configFile: path("svelte.config.js") })],
    build: {
      target: chromiumTarget,
      outDir: path("out/renderer"),
      // An inlined font or image would need `data:` in the content-security policy.
      assetsInlineLimit: 0,
      rolldownOptions: { input: path("src-renderer/index.html") },
    },
  },
});
