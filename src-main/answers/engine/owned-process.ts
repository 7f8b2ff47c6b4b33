import { type ChildProcess, type ForkOptions, fork, spawn } from "node:child_process";

/** On Windows the system itself ends what a process started (libuv puts children into a job), so only the others need groups. */
const hasGroups = process.platform !== "win32";

/**
 * Ends a group of processes when its own standard input does, which is when whoever holds the other end dies; a line on it before says
 * that the group is gone by itself. A process that hangs in a driver or was stopped would not notice that its parent is dead.
 */
const guardScript = `trap "" INT HUP QUIT TERM; read -r _ || kill -s KILL -- "-$1"`;

/** A process that can always be ended, with all that it has started, and that never outlives this one. */
export class OwnedProcess {
  readonly child: ChildProcess;
  /** Its number may be another's by now. */
  #isGone = false;

  constructor(modulePath: string, args: readonly string[], options: ForkOptions) {
    this.child = fork(modulePath, args, { ...options, detached: hasGroups });
    const { pid } = this.child;
    if (!hasGroups || pid === undefined) return;
    const guard = spawn("/bin/sh", ["-c", guardScript, "bitloft-guard", String(pid)], {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
    });
    // Without a shell only a process that hangs when Bitloft itself is killed would stay behind.
    guard.on("error", () => undefined);
    guard.stdin.on("error", () => undefined);
    guard.unref();
    this.child.once("exit", () => {
      this.kill();
      this.#isGone = true;
      guard.stdin.end("gone\n");
    });
  }

  /** At once, whether it listens or not; without effect on one that is gone. */
  kill(): void {
    const { pid } = this.child;
    if (this.#isGone) return;
    if (hasGroups && pid !== undefined) {
      try {
        process.kill(-pid, "SIGKILL");
        return;
      } catch {
        // No group of that number is left.
      }
    }
    this.child.kill("SIGKILL");
  }
}
