import { setup } from "./setup.mjs";
import { build } from "./setup/build.mjs";
import { hasDisplay } from "./setup/display.mjs";
import { sandboxArguments } from "./setup/electron.mjs";
import { root } from "./setup/paths.mjs";
import { fail } from "./setup/report.mjs";
import { run } from "./setup/run.mjs";
import { runSource } from "./setup/run-source.mjs";

try {
  await (hasDisplay() ? openWindow() : runDemo());
} catch (error) {
  fail(error);
}

async function openWindow() {
  const ready = await setup({ electron: true });
  const { version, isFallback, executable } = ready.electron;
  if (isFallback) {
    process.stdout.write(
      `Electron's own download cannot be reached; this window runs on Electron ${version}, for development only.\n`,
    );
  }
  await build(ready);
  const { code } = await run(executable, [...sandboxArguments(), root, ...process.argv.slice(2)], ready);
  process.exitCode = code;
}

function runDemo() {
  process.stdout.write("There is no display here, so Bitloft shows what it does in the terminal (npm run demo).\n\n");
  return runSource("test/demo/main.ts", { parts: { model: true } });
}
