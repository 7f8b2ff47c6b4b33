import { join } from "node:path";
import { root } from "./setup/paths.mjs";
import { runSource } from "./setup/run-source.mjs";

// npm changes into the repository; a path on the command line means the folder that the user is in.
const cwd = process.env.npm_lifecycle_event === "cli" ? process.env.INIT_CWD : process.cwd();
await runSource(join(root, "src-main", "doors", "cli", "main.ts"), { cwd, passInterrupts: true });
