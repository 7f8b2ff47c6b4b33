import { runSource } from "./setup/run-source.mjs";

await runSource("test/hub/main.ts", { parts: { model: true } });
