import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { ofThisClone, withLock } from "./lock.mjs";
import { node24, root } from "./paths.mjs";
import { SetupError } from "./report.mjs";
import { run } from "./run.mjs";

export const electronVite = join(root, "node_modules", "electron-vite", "bin", "electron-vite.js");
const sources = [
  "src-main",
  "src-renderer",
  "src-shared",
  "scripts/fallback-runtime",
  "electron.vite.config.ts",
  "svelte.config.js",
  "package-lock.json",
];
const stamp = join(root, "out", "build.stamp");

/** Builds into `out/` when a source or the Electron has changed since the last build. True when it did. */
export async function build({ electron, env }, { force = false } = {}) {
  const isFresh = () => !force && existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint(electron);
  if (isFresh()) return false;
  return withLock(ofThisClone("build"), async () => {
    if (isFresh()) return false;
    forgetBuild();
    const made = fingerprint(electron);
    const { code, output } = await run(node24, [electronVite, "build"], { env, quiet: true });
    if (code !== 0) throw new SetupError(`${output}\nThe build failed.`);
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, made);
    return true;
  });
}

/** For other scripts that write into `out/`. */
export function forgetBuild() {
  rmSync(stamp, { force: true });
}

/** Names, sizes and dates of the sources: a deleted file shows, and nothing is read. */
function fingerprint(electron) {
  const hash = createHash("sha256").update(`${electron.version} ${electron.hasNodeApi10}`);
  for (const path of sources.flatMap((source) => filesIn(join(root, source))).sort()) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`\0${relative(root, path)} ${size} ${mtimeMs}`);
  }
  return hash.digest("hex");
}

function filesIn(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesIn(join(path, name)));
}
