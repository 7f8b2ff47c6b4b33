import { runSource } from "./setup/run-source.mjs";

await runSource("test/bench/main.ts", { parts: { electron: true, display: true, model: true } });
