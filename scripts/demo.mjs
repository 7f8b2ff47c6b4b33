import { runSource } from "./setup/run-source.mjs";

await runSource("test/demo/main.ts", { parts: { model: true } });
