import type { ProbeSystem, SystemInformation } from "../../../../src-main/ground/hardware/index.ts";
import { ProgramMissing } from "../../../../src-main/ground/processes/index.ts";

export interface FakeComputer {
  platform: "linux" | "darwin" | "win32";
  arch: string;
  env?: Record<string, string>;
  files?: Record<string, string>;
  folders?: Record<string, string[]>;
  /** Standard output by program name, or by its whole path; an Error rejects, "hang" never answers. */
  programs?: Record<string, string | Error>;
  parallelism?: number;
  totalMemoryBytes?: number;
  /** Answers of systeminformation, by call. */
  information?: Partial<Record<keyof SystemInformation, unknown>>;
}

export interface FakeSystem extends ProbeSystem {
  started: string[];
  /** As they were called, with their paths. */
  called: string[];
}

/** A computer made of recorded outputs. Folders are also known from the files in them. */
export function fakeSystem(computer: FakeComputer): FakeSystem {
  const files = computer.files ?? {};
  const started: string[] = [];
  const called: string[] = [];
  const information = computer.information ?? {};
  const answer = (call: keyof SystemInformation) => () =>
    call in information ? Promise.resolve(information[call]) : Promise.reject(new Error(`no ${call}`));
  return {
    started,
    called,
    platform: computer.platform,
    arch: computer.arch,
    env: computer.env ?? {},
    run(command) {
      const name = command.split(/[/\\]/).at(-1) ?? command;
      called.push(command);
      const output = computer.programs?.[command] ?? computer.programs?.[name];
      if (output === undefined) return Promise.reject(new ProgramMissing(name));
      started.push(name);
      if (output === "hang") return new Promise(() => undefined);
      return output instanceof Error ? Promise.reject(output) : Promise.resolve(output);
    },
    readText: (path) => Promise.resolve(files[path] ?? null),
    list(folder) {
      const inside = Object.keys(files)
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1).split("/")[0] ?? "");
      return Promise.resolve([...new Set([...(computer.folders?.[folder] ?? []), ...inside])]);
    },
    availableParallelism: () => computer.parallelism ?? 8,
    totalMemoryBytes: () => computer.totalMemoryBytes ?? 16 * 1024 ** 3,
    freeMemoryBytes: () => (computer.totalMemoryBytes ?? 16 * 1024 ** 3) / 2,
    diskSpace: () => Promise.resolve({ freeBytes: 100e9, totalBytes: 500e9 }),
    systemInformation: () =>
      Promise.resolve({
        cpu: answer("cpu"),
        mem: answer("mem"),
        memLayout: answer("memLayout"),
        graphics: answer("graphics"),
      } as unknown as SystemInformation),
  };
}

/** /proc/cpuinfo and /sys of x64 processors: cores with this many threads each, numbered as Linux does (threads last). */
export function linuxCores(options: {
  model: string;
  flags: string;
  cores: number;
  threads?: number;
  allowed?: string;
  /** Processors on performance and on efficiency cores, of Intel's hybrids. */
  hybrid?: { performance: string; efficiency: string };
  /** Cores without a second thread, after those that have one. */
  singleCores?: number;
}): Record<string, string> {
  const threads = options.threads ?? 1;
  const single = options.singleCores ?? 0;
  const total = options.cores * threads + single;
  const files: Record<string, string> = {
    "/sys/devices/system/cpu/online": total === 1 ? "0\n" : `0-${total - 1}\n`,
    "/proc/self/status": `Name:\tnode\nCpus_allowed_list:\t${options.allowed ?? `0-${total - 1}`}\n`,
    "/proc/cpuinfo": Array.from(
      { length: total },
      (_, processor) =>
        `processor\t: ${processor}\nvendor_id\t: x\nmodel name\t: ${options.model}\nflags\t\t: ${options.flags}\n`,
    ).join("\n"),
  };
  for (let processor = 0; processor < total; processor += 1) {
    const paired = processor < options.cores * threads;
    const core = processor % options.cores;
    const siblings = paired
      ? Array.from({ length: threads }, (_, thread) => core + thread * options.cores)
      : [processor];
    files[`/sys/devices/system/cpu/cpu${processor}/topology/core_cpus_list`] = `${siblings.join(",")}\n`;
  }
  if (options.hybrid !== undefined) {
    files["/sys/devices/cpu_core/cpus"] = `${options.hybrid.performance}\n`;
    files["/sys/devices/cpu_atom/cpus"] = `${options.hybrid.efficiency}\n`;
  }
  return files;
}

export function meminfo(totalKb: number, availableKb: number): Record<string, string> {
  return {
    "/proc/meminfo": `MemTotal:       ${totalKb} kB\nMemFree:        ${Math.round(availableKb / 3)} kB\nMemAvailable:   ${availableKb} kB\nBuffers:        1000 kB\nCached:         90000 kB\n`,
  };
}

/** A display controller on the PCI bus. */
export function pciDisplay(
  address: string,
  vendor: string,
  device: string,
  extra: Record<string, string> = {},
): Record<string, string> {
  const folder = `/sys/bus/pci/devices/${address}`;
  const files = { class: "0x030000\n", vendor: `${vendor}\n`, device: `${device}\n`, ...extra };
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}
