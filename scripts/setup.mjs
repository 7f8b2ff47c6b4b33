/**
 * Brings a fresh clone to where its commands work. Plain Node without dependencies, as there are none yet. It is safe to
 * call at any time and says nothing when nothing is to do.
 *
 *   node scripts/setup.mjs          everything: dependencies, Electron, system libraries, test model
 */
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { electronEnvironment, ensureElectron } from "./setup/electron.mjs";
import { ensureLibraries } from "./setup/libraries.mjs";
import { ensureTestModel } from "./setup/model.mjs";
import { fail } from "./setup/report.mjs";
import { toolEnvironment } from "./setup/run.mjs";

/**
 * @param parts what the caller needs beyond the dependencies: `electron` brings the system's libraries along, `display`
 *   an Xvfb where there is no screen, `model` the test model
 * @returns {Promise<{ electron: object | null, model: string | null, env: object }>} `env` is for what the caller starts
 */
export async function setup({ electron = false, display = false, model = false } = {}) {
  await ensureDependencies();
  const runtime = electron ? await ensureElectron() : null;
  if (runtime) await ensureLibraries(runtime, { display });
  const path = model ? await ensureTestModel() : null;
  const env = toolEnvironment({
    ...(runtime ? electronEnvironment(runtime) : {}),
    ...(path ? { BITLOFT_TEST_MODEL: path } : {}),
  });
  return { electron: runtime, model: path, env };
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  setup({ electron: true, display: true, model: true }).catch(fail);
}
