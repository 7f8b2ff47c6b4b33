import { setup } from "./setup.mjs";
import { build } from "./setup/build.mjs";
import { fail } from "./setup/report.mjs";

const ready = await setup({ electron: true }).catch(fail);
await build(ready, { force: true }).catch(fail);
process.stdout.write(`Built into out/ for Electron ${ready.electron.version}.\n`);
