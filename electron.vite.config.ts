import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "electron-vite";
import { type Plugin, build } from "vite";
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
const packages = ["better-sqlite3", "koffi", "libsql", "node-llama-cpp", "systeminformation"];

/** The oldest Chromium that the window may meet is the development runtime's. */
const chromiumTarget = "chrome130";
const nodeTarget = "node20";

/** What runs under the Node that ships with the app, never in Electron, and therefore with the real better-sqlite3. */
const nodePrograms = {
  "engine-worker": path("src-main/answers/engine/worker/main.ts"),
  "estimate-worker": path("src-main/answers/engine/worker/estimate-main.ts"),
  "lab-worker": path("src-main/models/lab/worker/main.ts"),
  "database-worker": path("src-main/composition/database-worker.ts"),
  "chat-importer": path("src-main/composition/chat-importer.ts"),
  cli: path("src-main/doors/cli/main.ts"),
};

/**
 * Builds each of them into a file of its own beside main. As entries of main's build they would share chunks with it, and
 * the bundler may put a shared module into one of them: main would then run the command line when it starts.
 */
function buildNodePrograms(): Plugin {
  return {
    name: "node-programs",
    apply: "build",
    async closeBundle() {
      for (const [name, entry] of Object.entries(nodePrograms)) {
        await build({
          configFile: false,
          logLevel: "warn",
          publicDir: false,
          ssr: { noExternal: true },
          build: {
            ssr: entry,
            target: "node24",
            outDir: path("out/main"),
            emptyOutDir: false,
            rolldownOptions: {
              external: packages,
              output: { format: "es", entryFileNames: `${name}.js`, codeSplitting: false },
            },
          },
        });
      }
    },
  };
}

export default defineConfig({
  main: {
    plugins: [buildNodePrograms()],
    resolve: { alias: sqliteAlias },
    build: {
      target: nodeTarget,
      externalizeDeps: false,
      lib: { entry: { index: path("src-main/index.ts") }, formats: ["es"] },
      rolldownOptions: {
        external: packages.filter((name) => !(name in sqliteAlias)),
        // The start reads the system's words alone; all others, which come through the same index, only with the services.
        treeshake: { moduleSideEffects: (id) => !id.includes("/src-shared/") },
        output: { entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" },
      },
    },
  },
  preload: {
    build: {
      target: nodeTarget,
      // A sandboxed preload script must be one CommonJS file that requires nothing but electron.
      externalizeDeps: false,
      lib: { entry: { index: path("src-main/doors/preload/index.ts") }, formats: ["cjs"] },
      rolldownOptions: { output: { entryFileNames: "[name].cjs" } },
    },
  },
  renderer: {
    root: path("src-renderer"),
    base: "./",
    plugins: [svelte({ configFile: path("svelte.config.js") })],
    // For browsers the package has a variant that asks the page what an entity means: the worker that parses has no page.
    resolve: {
      alias: { "decode-named-character-reference": path("node_modules/decode-named-character-reference/index.js") },
    },
    // The worker loads its parts as they are needed, as the window does.
    worker: { format: "es" },
    build: {
      target: chromiumTarget,
      minify: true,
      outDir: path("out/renderer"),
      // An inlined font or image would need `data:` in the content-security policy.
      assetsInlineLimit: 0,
      rolldownOptions: { input: path("src-renderer/index.html") },
    },
  },
});
