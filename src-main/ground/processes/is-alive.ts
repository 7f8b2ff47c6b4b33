/** Whether a process with this number runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // EPERM: it runs, under another user.
    return thrown instanceof Error && "code" in thrown && thrown.code === "EPERM";
  }
}
