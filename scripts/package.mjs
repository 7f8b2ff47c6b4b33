import { setup } from "./setup.mjs";
import { makePackage } from "./setup/package.mjs";
import { fail } from "./setup/report.mjs";

try {
  const ready = await setup({ electron: true });
  const folder = await makePackage(ready);
  process.stdout.write(`The application lies in ${folder}\n`);
  if (ready.electron.isFallback) {
    process.stdout.write(
      `It holds Electron ${ready.electron.version}, the fall-back for development: do not give it to anyone. Package it where Electron's own download can be reached.\n`,
    );
  }
} catch (error) {
  fail(error);
}
