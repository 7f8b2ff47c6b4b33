import { setup } from "../setup.mjs";
import { build } from "./build.mjs";
import { withDisplay } from "./display.mjs";
import { node24 } from "./paths.mjs";
import { fail } from "./report.mjs";
import { run } from "./run.mjs";

/** Runs a TypeScript source with Node 24, which strips its types, and ends with its exit code. */
export async function runSource(path, { parts = {}, cwd, passInterrupts } = {}) {
  try {
    const ready = await setup(parts);
    if (parts.electron) await build(ready);
    const start = (env) => run(node24, [path, ...process.argv.slice(2)], { env, cwd, passInterrupts });
    const { code } = await (parts.display ? withDisplay(ready.env, start) : start(ready.env));
    process.exitCode = code;
  } catch (error) {
    fail(error);
  }
}
