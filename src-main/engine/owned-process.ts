import { type ChildProcess, type ForkOptions, fork, spawn } from "node:child_process";
import type { Writable } from "node:stream";

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
    const guard = startGuard(pid);
    this.child.once("exit", () => {
      this.kill();
      this.#isGone = true;
      guard?.end("gone\n");
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

/**
 * The input of the shell that guards a group; null where none can be started (no shell, no free process or file). The engine works without:
 * only a process that hangs when Bitloft itself is killed would stay behind.
 */
function startGuard(groupId: number): Writable | null {
  try {
    const guard = spawn("/bin/sh", ["-c", guardScript, "bitloft-guard", String(groupId)], {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
    });
    guard.on("error", () => undefined);
    guard.unref();
    // Where no file is free, Node gives a process without its streams.
    const input = guard.stdin as Writable | undefined;
    input?.on("error", () => undefined);
    return input ?? null;
  } catch {
    return null;
  }
}
