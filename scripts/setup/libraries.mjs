import { hasDisplay, hasXvfb } from "./display.mjs";
import { withLock } from "./lock.mjs";
import { SetupError, say } from "./report.mjs";
import { isAvailable, run } from "./run.mjs";

/** Debian's names before the 64-bit time change; newer releases add "t64" to some. */
const electronPackages = [
  "libgtk-3-0",
  "libnss3",
  "libgbm1",
  "libasound2",
  "libatk-bridge2.0-0",
  "libatspi2.0-0",
  "libcups2",
  "libdrm2",
  "libxkbcommon0",
  "libxcomposite1",
  "libxdamage1",
  "libxfixes3",
  "libxrandr2",
  "libx11-xcb1",
  "libxss1",
  "libxtst6",
];
const displayPackages = ["xvfb"];

/** For output that is read. */
const inEnglish = { ...process.env, LC_ALL: "C" };

/**
 * The shared libraries that Electron needs on Linux and, where there is no display, Xvfb. As root on Debian and its
 * relatives they are installed; elsewhere the error states the one command that does it.
 */
export async function ensureLibraries(electron, { display }) {
  if (process.platform !== "linux") return;
  const find = async () => ({
    libraries: await missingLibraries(electron.executable),
    display: display && !hasDisplay() && !hasXvfb(),
  });
  const missing = await find();
  if (missing.libraries.length === 0 && !missing.display) return;
  await withLock("libraries", async () => {
    const canInstall = process.getuid?.() === 0 && (await isAvailable("apt-get"));
    if (!canInstall) throw new SetupError(await remedy(missing));
    say("installing the system libraries that a window needs (apt-get)");
    await apt(["update"]);
    await apt(["install", "-y", "--no-install-recommends", ...(await availableNames(packagesFor(missing)))]);
  });
  const left = await find();
  if (left.libraries.length > 0 || left.display) throw new SetupError(await remedy(left));
}

async function missingLibraries(executable) {
  const { code, output } = await run("ldd", [executable], { quiet: true, env: inEnglish });
  // Without ldd (musl, NixOS) nothing can be said; Electron's own message will.
  if (code !== 0) return [];
  return [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
}

async function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { code, output } = await run("apt-get", ["-qq", ...args], { quiet: true, env });
  if (code !== 0) throw new SetupError(`${output}\napt-get ${args[0]} failed.`);
}

/** `libasound2` is a virtual name with two providers on newer releases, so the real one is chosen here. */
async function availableNames(names) {
  const renamed = names.map((name) => `${name}t64`);
  const { output } = await run("apt-cache", ["policy", ...renamed], { quiet: true, env: inEnglish });
  const available = new Set([...output.matchAll(/^(\S+):\n.*\n\s+Candidate: (?!\(none\))/gm)].map((match) => match[1]));
  return names.map((name, index) => (available.has(renamed[index]) ? renamed[index] : name));
}

const packagesFor = (missing) => [
  ...(missing.libraries.length > 0 ? electronPackages : []),
  ...(missing.display ? displayPackages : []),
];

async function remedy(missing) {
  const what = [...missing.libraries, ...(missing.display ? ["Xvfb (there is no display)"] : [])].join(", ");
  const names = (await availableNames(packagesFor(missing))).join(" ");
  return (
    `The window needs what this system lacks: ${what}.\nOn Debian and Ubuntu this installs it:\n` +
    `  sudo apt-get update && sudo apt-get install -y ${names}`
  );
}
