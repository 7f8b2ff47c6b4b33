import { setup } from "./setup.mjs";
import { electronVite, forgetBuild } from "./setup/build.mjs";
import { hasDisplay } from "./setup/display.mjs";
import { sandboxArguments } from "./setup/electron.mjs";
import { node24 } from "./setup/paths.mjs";
import { SetupError, fail } from "./setup/report.mjs";
import { run } from "./setup/run.mjs";

try {
  if (!hasDisplay())
    throw new SetupError(
      "There is no display here to open a window on. Try `xvfb-run -a npm run dev` or `npm run demo`.",
    );
  const { env } = await setup({ electron: true });
  forgetBuild();
  const sandbox = sandboxArguments().length > 0 ? ["--noSandbox"] : [];
  const { code } = await run(node24, [electronVite, "dev", "--watch", ...sandbox, ...process.argv.slice(2)], { env });
  process.exitCode = code;
} catch (error) {
  fail(error);
}
