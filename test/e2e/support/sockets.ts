import { readFile, readdir, readlink } from "node:fs/promises";

/** The sockets of a process and of all that it started, as Linux lists them: "udp 0.0.0.0:5353 -> …", by inode. */
export async function internetSockets(pid: number): Promise<ReadonlyMap<string, string>> {
  const known = new Map<string, string>();
  for (const table of ["tcp", "tcp6", "udp", "udp6"]) {
    const lines = (await readFile(`/proc/net/${table}`, "utf8").catch(() => "")).split("\n").slice(1);
    for (const line of lines) {
      const [, local = "", remote = "", state = "", , , , , , inode] = line.trim().split(/\s+/);
      if (inode !== undefined) known.set(inode, `${table} ${local} -> ${remote} (state ${state})`);
    }
  }
  const held = new Map<string, string>();
  for (const process of await family(pid)) {
    for (const name of await readdir(`/proc/${process}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${process}/fd/${name}`).catch(() => "");
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      const socket = inode === undefined ? undefined : known.get(inode);
      if (inode !== undefined && socket !== undefined) held.set(inode, `process ${process}: ${socket}`);
    }
  }
  return held;
}

async function family(root: number): Promise<readonly string[]> {
  const parents = new Map<string, string>();
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
    // The program's name stands in brackets and may hold anything.
    const parent = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
    if (parent !== undefined) parents.set(name, parent);
  }
  const found = [String(root)];
  for (const each of found) {
    for (const [child, parent] of parents) if (parent === each && !found.includes(child)) found.push(child);
  }
  return found;
}
