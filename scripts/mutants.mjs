import { runSource } from "./setup/run-source.mjs";

await runSource("test/mutants/main.ts", { parts: { model: true } });
