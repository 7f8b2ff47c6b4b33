import type { Gpu } from "../../../../src-shared/contract/index.ts";
import { ProgramFailed, ProgramMissing } from "../../processes/index.ts";
import { ProbeFailed, type Problems, problemOf } from "../attempt.ts";
import { gpuBandwidth } from "../bandwidth-tables.ts";
import type { ProbeSystem } from "../probe-system.ts";
import { type NvidiaCard, type WayToGpu, withWay } from "./gpu-backend.ts";
import { sharesMemoryNvidia } from "./gpu-kind.ts";
import {
  type SmiCard,
  capabilityField,
  oldSmiQuery,
  parseMigSlice,
  parseSmiCards,
  smiQuery,
} from "./nvidia-smi-output.ts";

/** A laptop's card that sleeps wakes up first, and a driver that nothing keeps loaded sets up every card of a server: seconds. */
const programTimeoutMs = 10_000;
/** The driver is awake by then. */
const sliceTimeoutMs = 3000;
/** The longest that a caller waits: a slow question, a quick one, and starting the program. A refusal takes no time. */
export const nvidiaLimitMs = programTimeoutMs + sliceTimeoutMs + 1000;

/** Where drivers, containers and distributions put it. Never by its bare name: Windows looks into the current folder first. */
const linuxPaths = [
  "/usr/bin/nvidia-smi",
  "/usr/lib/wsl/lib/nvidia-smi",
  "/usr/local/bin/nvidia-smi",
  "/usr/local/nvidia/bin/nvidia-smi",
  "/run/current-system/sw/bin/nvidia-smi",
  "/opt/bin/nvidia-smi",
];

async function programPaths(system: ProbeSystem): Promise<string[]> {
  if (system.platform !== "win32") return linuxPaths;
  const windows = system.env["SystemRoot"] ?? "C:\\Windows";
  const programs = system.env["ProgramW6432"] ?? system.env["ProgramFiles"] ?? "C:\\Program Files";
  const store = `${windows}\\System32\\DriverStore\\FileRepository`;
  // Some makers' drivers leave it in the folder that Windows unpacked them to.
  const unpacked = (await system.list(store)).filter((name) => /^nv\w*\.inf_/i.test(name)).slice(0, 16);
  return [
    `${windows}\\System32\\nvidia-smi.exe`,
    `${programs}\\NVIDIA Corporation\\NVSMI\\nvidia-smi.exe`,
    ...unpacked.map((name) => `${store}\\${name}\\nvidia-smi.exe`),
  ];
}

/** What it printed, whatever it ended with: some codes stand for a warning. Throws `ProgramMissing` when it is nowhere. */
async function ask(system: ProbeSystem, args: readonly string[], timeoutMs = programTimeoutMs): Promise<string> {
  for (const path of await programPaths(system)) {
    try {
      return await system.run(path, args, { timeoutMs });
    } catch (error) {
      if (error instanceof ProgramMissing) continue;
      const printed = error instanceof ProgramFailed ? error.stdout : "";
      if (parseSmiCards(printed).length > 0) return printed;
      throw new ProbeFailed(problemOf(error, complaintOf(printed)), { cause: error });
    }
  }
  throw new ProgramMissing("nvidia-smi");
}

/** Longer lines are not messages from the driver. */
const maxComplaintCharacters = 200;

/**
 * What the driver says is wrong, in its own words: they say what to do ("Driver/library version mismatch": start
 * again).
 */
function complaintOf(printed: string): string | null {
  const line = printed
    .split("\n")
    .map((each) => each.trim())
    .find((each) => each !== "");
  return line?.slice(0, maxComplaintCharacters) ?? null;
}

/**
 * NVIDIA cards with their driver's own figures, and what it does not report in `problems`. Rejects when the driver does
 * not answer, with `ProgramMissing` where it has no nvidia-smi.
 */
export async function nvidiaGpus(
  system: ProbeSystem,
  problems: Problems,
  wayTo: (cards: readonly NvidiaCard[]) => WayToGpu,
): Promise<Gpu[]> {
  const printed = await askForCards(system);
  const cards = parseSmiCards(printed);
  if (cards.length === 0) throw new ProbeFailed({ key: "no-card-named", figures: { said: complaintOf(printed) } });
  const shown = cards.some(mayBeCut) ? await firstSlice(system, cards) : cards;
  const gpus = shown.map((card) => nvidiaGpu(card, problems));
  const way = wayTo(gpus);
  return gpus.map((gpu) => withWay(way, gpu));
}

/** An old driver refuses the whole question for a field that it does not know, and names it. */
async function askForCards(system: ProbeSystem): Promise<string> {
  const query = (fields: string): string[] => [`--query-gpu=${fields}`, "--format=csv,noheader,nounits"];
  const isRefused = (said: string): boolean => said.includes(`Field "${capabilityField}"`);
  const printed = await ask(system, query(smiQuery)).catch((error: unknown) => {
    const said = error instanceof Error && error.cause instanceof ProgramFailed ? error.cause.stdout : "";
    if (isRefused(said)) return said;
    throw error;
  });
  return isRefused(printed) ? ask(system, query(oldSmiQuery), sliceTimeoutMs) : printed;
}

/** Cards of data centres that can be cut into instances. */
const mayBeCut = ({ name }: SmiCard): boolean =>
  /\bMIG\b|\b(?:A100|A30|[HB][123]00|GH200|GB[23]00|H20|RTX PRO [56]000)\b/i.test(name);

async function firstSlice(system: ProbeSystem, cards: SmiCard[]): Promise<SmiCard[]> {
  const slice = parseMigSlice(await ask(system, ["-L"], sliceTimeoutMs).catch(() => ""));
  const [first] = cards;
  if (slice === null || first === undefined) return cards;
  return [{ ...first, name: `${first.name} MIG ${slice.profile}`, totalBytes: slice.bytes, freeBytes: null }];
}

function nvidiaGpu(
  { name, totalBytes, freeBytes, driver, computeCapability }: SmiCard,
  problems: Problems,
): Omit<Gpu, "backend" | "backendReasons"> {
  const unified = totalBytes === null && sharesMemoryNvidia(name);
  if (totalBytes === null && !unified) {
    problems.add("gpus", { key: "gpu-memory-not-told", figures: { gpu: name, leftOut: freeBytes === null } });
  }
  return {
    vendor: "nvidia",
    name,
    dedicatedBytes: totalBytes,
    sharedBytes: null,
    freeBytes,
    unified,
    workingSetBytes: null,
    bandwidthBytesPerSecond: gpuBandwidth(name),
    driver,
    ...(computeCapability === null ? {} : { computeCapability }),
  };
}
