import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { ofThisClone, withLock } from "./lock.mjs";
import { node24, root } from "./paths.mjs";
import { SetupError } from "./report.mjs";
import { run } from "./run.mjs";

const unpackedNames = {
  linux: { x64: "linux-unpacked", arm64: "linux-arm64-unpacked" },
  win32: { x64: "win-unpacked", arm64: "win-arm64-unpacked" },
  darwin: { x64: "mac", arm64: "mac-arm64" },
};

/** Where the unpacked application for this machine is once it is built. */
export function packageFolder() {
  return join(root, "dist", unpackedNames[process.platform][process.arch]);
}

/** Makes the unpacked application for this machine in `dist/` and returns its folder. */
export async function makePackage(ready) {
  const folder = packageFolder();
  return withLock(ofThisClone("package"), async () => {
    await build(ready);
    rmSync(folder, { recursive: true, force: true });
    const config = join(root, "out", "electron-builder.json");
    mkdirSync(join(root, "out"), { recursive: true });
    writeFileSync(config, JSON.stringify(configFor(ready.electron), null, 2));
    const args = [
      join(root, "node_modules", "electron-builder", "cli.js"),
      "--dir",
      "--publish",
      "never",
      "--config",
      config,
    ];
    const { code, output } = await run(node24, args, { env: ready.env, quiet: true });
    if (code !== 0) throw new SetupError(`${output}\nThe application could not be packaged.`);
    return folder;
  });
}

/** The settings for people's packages, with the Electron that this clone has. */
function configFor(electron) {
  return {
    extends: "./electron-builder.yml",
    electronDist: electron.distFolder,
    electronVersion: electron.version,
    ...(electron.hasNodeApi10 ? {} : { files: fallbackDatabase() }),
  };
}

/** The development runtime's stand-in for better-sqlite3 loads libsql, which the product does not depend on. */
function fallbackDatabase() {
  return dependenciesOf("libsql").map((name) => ({ from: `node_modules/${name}`, to: `node_modules/${name}` }));
}

function dependenciesOf(name, found = new Set()) {
  const manifest = join(root, "node_modules", name, "package.json");
  let text;
  try {
    text = readFileSync(manifest, "utf8");
  } catch {
    return found; // Another platform's.
  }
  found.add(name);
  const { dependencies, optionalDependencies } = JSON.parse(text);
  for (const next of Object.keys({ ...dependencies, ...optionalDependencies }))
    if (!found.has(next)) dependenciesOf(next, found);
  return [...found];
}
