import { runSource } from "./setup/run-source.mjs";

await runSource("test/e2e/screenshots.ts", { parts: { electron: true, display: true, model: true } });
