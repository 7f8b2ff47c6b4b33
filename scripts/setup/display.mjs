import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { existsSync } from "node:fs";
import { SetupError } from "./report.mjs";

/** Large enough for every window that the tests open. */
const screen = "1920x1200x24";
const startTimeoutMs = 20_000;

export function hasDisplay() {
  return process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

export function hasXvfb() {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, "Xvfb")));
}

/**
 * Calls `work` with an environment that has a display: this one's, or that of an Xvfb which ends with it. Not `xvfb-run`:
 * X itself picks a free number, so that two simultaneous runs never collide, and a signal reaches its process.
 */
export async function withDisplay(env, work) {
  if (hasDisplay()) return work(env);
  // Without the last flag it begins anew when its last window closes, and whoever connects in that moment is refused.
  const xvfb = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", screen, "-nolisten", "tcp", "-noreset"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const stop = () => xvfb.kill("SIGTERM");
  process.once("exit", stop);
  try {
    return await work({ ...env, DISPLAY: `:${await displayNumber(xvfb)}` });
  } finally {
    process.off("exit", stop);
    stop();
  }
}

/** X writes the number when it can be connected to. */
function displayNumber(xvfb) {
  return new Promise((resolve, reject) => {
    const fail = (reason) => reject(new SetupError(`Xvfb did not start: ${reason}.`));
    const timer = setTimeout(() => fail("no answer"), startTimeoutMs);
    let text = "";
    xvfb.on("error", (error) => fail(error.message));
    xvfb.on("exit", (code) => fail(`exit code ${code}`));
    xvfb.stdio[3].on("data", (chunk) => {
      text += chunk;
      if (!text.includes("\n")) return;
      clearTimeout(timer);
      resolve(text.trim());
    });
  });
}
