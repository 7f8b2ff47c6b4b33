import type { ProbeSystem } from "../probe-system.ts";

/** What control groups leave to this process; null where they set nothing. */
export interface CgroupLimits {
  memoryLimitBytes: number | null;
  /** What is left of that limit, counting cached files as free, which the kernel drops when memory is wanted. */
  memoryFreeBytes: number | null;
  /** Processors' worth of time: 1.5 is one and a half. */
  cpuQuota: number | null;
}

/** Version 1 writes "no limit" as the largest multiple of a page; nothing above this is meant. */
const NO_LIMIT_BYTES = 2 ** 60;
const ROOT = "/sys/fs/cgroup";

/** The groups of this process, innermost first: limits of every level up to the root hold. */
function levels(mount: string, path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "" && part !== "..");
  return Array.from({ length: parts.length + 1 }, (_, up) => [mount, ...parts.slice(0, parts.length - up)].join("/"));
}

const count = (text: string | null): number | null => (text !== null && /^\d+\s*$/.test(text) ? Number(text) : null);
const smallest = (values: (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
};

/** Reads version 2, version 1 and both beside one another. Inside a container the paths of the host lead nowhere: then the root is ours. */
export async function cgroupLimits(system: ProbeSystem): Promise<CgroupLimits> {
  const lines = ((await system.readText("/proc/self/cgroup")) ?? "").trim().split("\n");
  const memory: Promise<MemoryLevel>[] = [];
  const quotas: Promise<number | null>[] = [];
  for (const line of lines) {
    // A group's own name may hold colons, as those of D-Bus services do.
    const [, id, controllers = "", path = "/"] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    if (id === "0" && controllers === "") {
      for (const folder of [...levels(ROOT, path), ...levels(`${ROOT}/unified`, path)]) {
        // Above `memory.high` a group is not killed but slowed down until it stands still: as good as a limit for a model.
        for (const limit of ["memory.max", "memory.high"])
          memory.push(memoryLevel(system, folder, limit, "memory.current", /^(?:in)?active_file (\d+)/gm));
        quotas.push(quotaOf(system, folder));
      }
      continue;
    }
    const names = controllers.split(",");
    if (names.includes("memory")) {
      for (const folder of levels(`${ROOT}/memory`, path)) {
        memory.push(
          memoryLevel(
            system,
            folder,
            "memory.limit_in_bytes",
            "memory.usage_in_bytes",
            /^total_(?:in)?active_file (\d+)/gm,
          ),
        );
      }
    }
    if (names.includes("cpu")) {
      // Usually one folder, "cpu,cpuacct", with a link from "cpu".
      for (const folder of new Set([...levels(`${ROOT}/cpu`, path), ...levels(`${ROOT}/${controllers}`, path)])) {
        quotas.push(oldQuotaOf(system, folder));
      }
    }
  }
  const found = await Promise.all(memory);
  return {
    memoryLimitBytes: smallest(found.map(({ limitBytes }) => limitBytes)),
    memoryFreeBytes: smallest(found.map(({ freeBytes }) => freeBytes)),
    cpuQuota: smallest(await Promise.all(quotas)),
  };
}

interface MemoryLevel {
  limitBytes: number | null;
  freeBytes: number | null;
}

async function memoryLevel(
  system: ProbeSystem,
  folder: string,
  limit: string,
  usage: string,
  cached: RegExp,
): Promise<MemoryLevel> {
  const limitBytes = count(await system.readText(`${folder}/${limit}`));
  if (limitBytes === null || limitBytes >= NO_LIMIT_BYTES) return { limitBytes: null, freeBytes: null };
  const usedBytes = count(await system.readText(`${folder}/${usage}`));
  const stat = (await system.readText(`${folder}/memory.stat`)) ?? "";
  // Both lists: the pages of a model that was used until now are on the active one, and go as well when memory is wanted.
  const cachedBytes = [...stat.matchAll(cached)].reduce((sum, [, bytes]) => sum + Number(bytes), 0);
  const freeBytes = usedBytes === null ? null : Math.max(0, limitBytes - Math.max(0, usedBytes - cachedBytes));
  return { limitBytes, freeBytes };
}

async function quotaOf(system: ProbeSystem, folder: string): Promise<number | null> {
  const match = /^(\d+) (\d+)/.exec((await system.readText(`${folder}/cpu.max`)) ?? "");
  return match === null || Number(match[2]) === 0 ? null : Number(match[1]) / Number(match[2]);
}

async function oldQuotaOf(system: ProbeSystem, folder: string): Promise<number | null> {
  const quota = count(await system.readText(`${folder}/cpu.cfs_quota_us`));
  const period = count(await system.readText(`${folder}/cpu.cfs_period_us`));
  return quota === null || period === null || quota === 0 || period === 0 ? null : quota / period;
}
