import { spawn } from "node:child_process";
import { delimiter } from "node:path";
import { binFolder, root } from "./paths.mjs";

/** The environment of everything that scripts start: the dependencies' executables come first, Node 24 among them. */
export function toolEnvironment(extra = {}) {
  // Windows spells it "Path", and a second spelling would hide the first.
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  const path = (process.env[key] ?? "").split(delimiter).filter((entry) => entry !== binFolder);
  return { ...process.env, [key]: [binFolder, ...path].join(delimiter), ...extra };
}

/**
 * Runs a command to its end. Ctrl-C in a terminal reaches the child by itself, as it is in our process group; a SIGTERM
 * is passed on, and with `passInterrupts` a SIGINT too, for a child that takes a second one for the same: then it also
 * ends when only we get the signal. @returns {Promise<{ code: number, output: string }>} `output` holds stdout and
 * stderr when `quiet`, else nothing
 */
export function run(
  command,
  args,
  { env = toolEnvironment(), cwd = root, quiet = false, timeoutMs, passInterrupts = false } = {},
) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit",
      timeout: timeoutMs,
      windowsHide: true,
    });
    const chunks = [];
    child.stdout?.on("data", (chunk) => chunks.push(chunk));
    child.stderr?.on("data", (chunk) => chunks.push(chunk));
    const forward = () => child.kill("SIGTERM");
    const waitForChild = () => passInterrupts && child.kill("SIGINT");
    process.on("SIGTERM", forward);
    process.on("SIGINT", waitForChild);
    const finish = (code, text = "") => {
      process.off("SIGTERM", forward);
      process.off("SIGINT", waitForChild);
      resolve({ code, output: Buffer.concat(chunks).toString("utf8") + text });
    };
    child.on("error", (error) => finish(127, `${error.message}\n`));
    child.on("close", (code, signal) => finish(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
}

/** True when the command can be started at all. */
export async function isAvailable(command, args = ["--version"]) {
  return (await run(command, args, { quiet: true, timeoutMs: 20_000 })).code === 0;
}

/** npm as this process was started by it, else the one on PATH. */
export function npm(args, options) {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  if (cli && /npm-cli\.[cm]?js$/.test(cli)) return run(node ?? process.execPath, [cli, ...args], options);
  if (process.platform !== "win32") return run("npm", args, options);
  // Node starts no .cmd file without a shell.
  return run(process.env.ComSpec ?? "cmd.exe", ["/d", "/s", "/c", "npm", ...args], options);
}
