import { readFileSync } from "node:fs";
import type { Gpu, HardwareProfile, SessionState, VariantFit } from "../../../src-shared/contract/index.ts";
import { KiB } from "../../../src-shared/figures/index.ts";
import type { Session } from "../engine/index.ts";

/** What holds memory, or is about to. */
type Holder = Pick<Session, "processId" | "files"> & { state(): Pick<SessionState, "measured" | "predicted"> };

/**
 * The machine as it will be once these sessions have gone: what they hold now counts as free for their successor. Pages of their files
 * do so already, since the system gives them up by itself.
 */
export function freedMachine(machine: HardwareProfile, leaving: readonly Holder[]): HardwareProfile {
  return leaving.reduce(withoutOne, machine);
}

/**
 * Less what the sessions that stay will hold and what was measured still calls free: buffers that were allocated to
 * them and not touched yet, since those for prompts fill gradually, and the pages of their files that every token
 * reads. The caller counts `sharedBytes` of these.
 */
export function reservedMachine(
  machine: HardwareProfile,
  staying: readonly Holder[],
  sharedBytes = 0,
): HardwareProfile {
  const { memory } = machine;
  const untouched = staying.reduce((sum, session) => sum + untouchedBytes(session), 0);
  const cached = [...cachedBytesByFile(staying).values()].reduce((sum, bytes) => sum + bytes, 0);
  const reserved = untouched + cached - sharedBytes;
  return { ...machine, memory: { ...memory, freeBytes: Math.max(0, memory.freeBytes - reserved) } };
}

/** How a plan for these files comes out beside the sessions that stay. The system keeps a page once, however many processes read it. */
export function fitBeside(
  machine: HardwareProfile,
  staying: readonly Holder[],
  files: readonly string[],
  fitOn: (machine: HardwareProfile) => VariantFit,
): VariantFit {
  const cached = cachedBytesByFile(staying).get(files[0] ?? "") ?? 0;
  const fit = fitOn(reservedMachine(machine, staying, cached));
  const own = fit.memory?.fileBackedBytes ?? 0;
  // The other one reads more of the file than this plan does: the rest is taken as well.
  return own >= cached ? fit : fitOn(reservedMachine(machine, staying, own));
}

/** By the first file of each: of two sessions that read one file, the layers that the one leaves to the processor are among the other's. */
function cachedBytesByFile(sessions: readonly Holder[]): Map<string, number> {
  const bytes = new Map<string, number>();
  for (const session of sessions) {
    const file = session.files[0] ?? "";
    bytes.set(file, Math.max(bytes.get(file) ?? 0, cachedBytes(session)));
  }
  return bytes;
}

function untouchedBytes(session: Holder): number {
  const pid = session.processId();
  const touched = pid === null ? null : residentBytes(pid);
  const { measured } = session.state();
  return touched === null ? 0 : Math.max(0, (measured?.anonymousBytes ?? 0) - touched);
}

/** A load touches the whole file, so that before the first answer less was predicted than is measured. */
function cachedBytes(session: Holder): number {
  if (session.processId() === null) return 0;
  const { measured, predicted } = session.state();
  const known = [measured?.fileBackedBytes, predicted?.fileBackedBytes].filter((bytes) => bytes != null);
  return known.length === 0 ? 0 : Math.min(...known);
}

function withoutOne(machine: HardwareProfile, session: Holder): HardwareProfile {
  const state = session.state();
  const pid = session.processId();
  if (pid === null || state.measured === null) return machine;
  const held = residentBytes(pid) ?? state.measured.anonymousBytes ?? 0;
  const shares = sharesOfGpus(state, machine);
  const gpus = machine.gpus.map((gpu, i) => {
    const bytes = shares[i] ?? 0;
    if (bytes === 0 || gpu.freeBytes === null) return gpu;
    return { ...gpu, freeBytes: Math.min(mostBytes(gpu), gpu.freeBytes + bytes) };
  });
  // What comes out of the system's memory. A part that firmware has set aside does not.
  const lenders = new Set(state.predicted?.devices.filter(({ shared }) => shared).map(({ name }) => name));
  const shared = machine.gpus.reduce((sum, { name }, i) => sum + (lenders.has(name) ? (shares[i] ?? 0) : 0), 0);
  const { memory } = machine;
  const freeBytes = Math.min(memory.limitBytes ?? memory.totalBytes, memory.freeBytes + held + shared);
  return { ...machine, memory: { ...memory, freeBytes }, gpus };
}

/** What a GPU can have free: graphics that share the computer's memory have what they may borrow besides their own small part. */
function mostBytes({ unified, dedicatedBytes, sharedBytes, workingSetBytes }: Gpu): number {
  if (workingSetBytes !== null) return workingSetBytes;
  if (unified) return (dedicatedBytes ?? 0) + (sharedBytes ?? Infinity);
  return dedicatedBytes ?? Infinity;
}

/** What llama.cpp said that it took, for each GPU of the machine, in the proportions of the plan. */
function sharesOfGpus(
  { measured, predicted }: Pick<SessionState, "measured" | "predicted">,
  { gpus }: HardwareProfile,
): number[] {
  const planned = (predicted?.devices ?? []).filter(({ kind }) => kind === "gpu");
  const total = planned.reduce((sum, { needBytes }) => sum + needBytes, 0);
  const taken = measured?.gpuBytes ?? total;
  return gpus.map(({ name }, i) => {
    // Cards of one name come in the same order in both lists.
    const before = gpus.slice(0, i).filter((other) => other.name === name).length;
    const device = planned.filter((candidate) => candidate.name === name)[before];
    return device === undefined || total === 0 ? 0 : (taken * device.needBytes) / total;
  });
}

/** Anonymous memory that a process really holds: less than what was allocated to it. Null without /proc. */
function residentBytes(pid: number): number | null {
  if (process.platform !== "linux") return null;
  try {
    const kibibytes = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8"))?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * KiB;
  } catch {
    return null;
  }
}
