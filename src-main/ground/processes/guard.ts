import { spawn } from "node:child_process";

/**
 * Ends a group of processes when its own standard input does, which is when whoever holds the other end dies; a line on it before says
 * that the group is gone by itself. A process that hangs in a driver or was stopped would not notice that its parent is dead.
 */
const guardScript = `trap "" INT HUP QUIT TERM; read -r _ || kill -s KILL -- "-$1"`;

/** Has a group of processes killed when this process ends, however it does. Returns what to call when the group is gone. */
export function guardGroup(groupId: number): () => void {
  const guard = spawn("/bin/sh", ["-c", guardScript, "bitloft-guard", String(groupId)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  // Without a shell only a process that hangs when Bitloft itself is killed would stay behind.
  guard.on("error", () => undefined);
  guard.stdin.on("error", () => undefined);
  guard.unref();
  return () => void guard.stdin.end("gone\n");
}
