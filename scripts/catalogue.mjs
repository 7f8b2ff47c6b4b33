import { runSource } from "./setup/run-source.mjs";

await runSource("scripts/catalogue/main.ts");
