/**
 * The main of the fall-back Electron's `default_app.asar`: starts the app whose folder is on the command line, as the one
 * that comes with Electron does. An ES module, because `ready` waits for its import and would not for a CommonJS one.
 */
import { app } from "electron";
import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const target = process.argv.slice(1).find((argument) => !argument.startsWith("-"));
if (!target) {
  process.stderr.write("Give the folder of an app.\n");
  process.exit(1);
}

const path = resolve(target);
if (statSync(path).isDirectory()) {
  const manifest = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  app.setName(manifest.productName ?? manifest.name);
  app.setVersion(manifest.version);
  app.setAppPath(path);
  await load(join(path, manifest.main ?? "index.js"));
} else {
  await load(path);
}

async function load(file) {
  try {
    await import(pathToFileURL(file).href);
  } catch (error) {
    process.stderr.write(`${error?.stack ?? error}\n`);
    app.exit(1);
  }
}
