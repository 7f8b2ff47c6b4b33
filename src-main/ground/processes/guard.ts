import { spawn } from "node:child_process";
import type { Writable } from "node:stream";

/**
 * Ends a group of processes when its own standard input does, which happens when the process holding the other end
 * dies; a line on it before says that the group is gone by itself. A process that hangs in a driver or was stopped
 * would not notice that its parent is dead.
 */
const guardScript = `trap "" INT HUP QUIT TERM; read -r _ || kill -s KILL -- "-$1"`;

/**
 * Has a group of processes killed when this process ends, however it does. Returns what to call when the group is gone. Where no guard can
 * be started (no shell, no free process or file), the group runs without: only a process that hangs when Bitloft itself is killed would
 * stay behind.
 */
export function guardGroup(groupId: number): () => void {
  const input = startGuard(groupId);
  return () => void input?.end("gone\n");
}

/** The input of the shell that guards the group; null where none can be started. */
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
