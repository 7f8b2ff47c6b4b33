import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ofThisClone, withLock } from "./lock.mjs";
import { node24, root } from "./paths.mjs";
import { SetupError, say } from "./report.mjs";
import { npm } from "./run.mjs";

const minimumNodeMajor = 20;

/** Installs `node_modules` when it is missing or is not what the lock file says. */
export async function ensureDependencies() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < minimumNodeMajor) {
    throw new SetupError(
      `Node ${minimumNodeMajor} or later is needed; this is ${process.versions.node}. See https://nodejs.org.`,
    );
  }
  if (isInstalled()) return;
  await withLock(ofThisClone("dependencies"), async () => {
    if (isInstalled()) return;
    await install();
    await installNode24();
  });
}

async function install() {
  say("installing the dependencies (npm ci; a minute or two, 1.3 GB)");
  // No install script but `node`'s is wanted, and npm before 11 knows no `allowScripts`: it would compile better-sqlite3.
  const command = holdsOurOwnNode() ? "install" : "ci";
  const { code, output } = await npm([command, "--ignore-scripts", "--no-audit", "--no-fund"], { quiet: true });
  if (code === 0) return;
  throw new SetupError(
    `${output}\nnpm ${command} failed. Is the npm registry reachable ("npm ping")? A mirror is set with "npm config set registry URL".`,
  );
}

/** `npm ci` would delete the very program that runs this, which Windows refuses. */
function holdsOurOwnNode() {
  return (
    process.platform === "win32" && process.execPath.toLowerCase().startsWith(join(root, "node_modules").toLowerCase())
  );
}

/** The one install script that is needed: it fetches the platform's Node and puts it in place, then npm links it. */
async function installNode24() {
  if (existsSync(node24)) return;
  const { code, output } = await npm(["rebuild", "node", "--ignore-scripts=false"], { quiet: true });
  if (code !== 0 || !existsSync(node24)) {
    throw new SetupError(`${output}\nThe npm package "node" could not fetch Node for this platform.`);
  }
}

function isInstalled() {
  return existsSync(node24) && matchesLock();
}

/**
 * By content, not by date: a checkout touches the lock file without changing it. npm writes `.package-lock.json` last, so
 * an installation that was cut short does not count. What is optional may be absent (other platforms' packages).
 */
function matchesLock() {
  const wanted = readPackages(join(root, "package-lock.json"));
  const present = readPackages(join(root, "node_modules", ".package-lock.json"));
  if (!wanted) throw new SetupError("package-lock.json is missing or damaged: check it out again.");
  if (!present) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const found = present[path];
    return found ? found.version === entry.version : Boolean(entry.optional || entry.devOptional || entry.peer);
  });
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages ?? null;
  } catch {
    return null;
  }
}
