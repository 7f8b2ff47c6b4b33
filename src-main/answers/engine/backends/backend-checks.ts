import {
  type Gpu,
  type GpuBackend,
  type GpuReason,
  type HardwareProfile,
  gpuBackends,
} from "../../../../src-shared/contract/index.ts";
import type { Dispose } from "../../../ground/core/index.ts";
import { inTime } from "../../../ground/timing/index.ts";
import { type BackendRefusal, backendRefusal } from "../failure.ts";
import { type BackendNotes, keepBackends, readKeptBackends } from "./kept-backends.ts";
import { refusalReason } from "./refusal-reason.ts";
import type { BackendChecksOptions, Backends, TellsOutcomes } from "./types.ts";

/** The engine's start takes 1 to 3 s on a slow disk, and two backends may have to be asked about. */
const patienceMs = 8000;

/**
 * Whether the engine can really use the backends that probes found: it is asked in a separate process, and its answer
 * is kept with the GPUs and their drivers. A usable backend is not checked again; a refused one is checked once in
 * every run.
 */
export class BackendChecks implements Backends {
  readonly #options: BackendChecksOptions;
  #notes: BackendNotes;
  /** Of which this run has an answer. */
  readonly #answered = new Set<GpuBackend>();
  #asking: Promise<void> | null = null;

  constructor(options: BackendChecksOptions) {
    this.#options = options;
    this.#notes = readKeptBackends(options.file, options.engineVersion);
  }

  /** Why one of these GPUs cannot be used through a backend; null where it can, or nothing is known. */
  refusal(backend: GpuBackend, gpu: Gpu, gpus: readonly Gpu[]): GpuReason | null {
    const note = this.#notes.computer === this.#describe(gpus) ? this.#notes.answers[backend] : undefined;
    if (note === undefined) return null;
    const refusal = note.refusal ?? (backend === "vulkan" && !mayBeAmong(gpu, note.devices) ? "unopened" : null);
    return refusal === null ? null : refusalReason(backend, refusal, gpu, this.#options.platform);
  }

  async settle(profile?: HardwareProfile): Promise<HardwareProfile> {
    await inTime(this.#ask(profile), this.#options.patienceMs ?? patienceMs, () => undefined);
    return this.#options.hardware.get();
  }

  async lookAgain(): Promise<HardwareProfile> {
    this.#answered.clear();
    const profile = await this.#options.hardware.refresh();
    this.begin(profile);
    return profile;
  }

  /** After a part of the engine came or went, which may have code that the other had not. */
  forgetRefusals(): void {
    this.#answered.clear();
    const sound = Object.entries(this.#notes.answers).filter(([, { refusal }]) => refusal === null);
    this.#keep({ ...this.#notes, answers: Object.fromEntries(sound) });
  }

  /** What loads and answers show of the computer that was looked at last. */
  learnFrom(loader: TellsOutcomes): Dispose {
    return loader.onLoadOutcome(({ plan: { backend, gpuLayers }, error }) => {
      if (backend === null) return;
      const refusal = error === null ? null : backendRefusal(error);
      if (refusal !== null) this.#note(backend, refusal, []);
      // Else a driver that takes longer than anybody waits for it would be asked, and waited for, again and again. Through Vulkan one
      // card says nothing about the others.
      const isNews = backend === "cuda" && this.#notes.answers.cuda === undefined;
      if (isNews && error === null && gpuLayers > 0) this.#note(backend, null, []);
    });
  }

  /** Asks without waiting; a failure is only logged. */
  begin(profile?: HardwareProfile): void {
    this.#ask(profile).catch((error: unknown) => {
      this.#options.logger.warn("the engine could not be asked what it can use", { error: String(error) });
    });
  }

  #ask(profile?: HardwareProfile): Promise<void> {
    this.#asking ??= this.#askAll(profile).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /** About every backend that nothing is known of yet, one after the other, since a "no" makes the next one matter. */
  async #askAll(found?: HardwareProfile): Promise<void> {
    const { hardware, estimator, isGpuInUse, logger } = this.#options;
    let profile = found ?? (await hardware.get());
    for (;;) {
      const { gpus } = profile;
      this.#lookAt(gpus);
      const backend = isGpuInUse() ? undefined : gpuBackends.find((one) => this.#isWorthAsking(one, gpus));
      if (backend === undefined) return;
      const refusals = (): string => JSON.stringify(gpus.map((gpu) => this.refusal(backend, gpu, gpus)));
      const before = refusals();
      const answer = await estimator.openBackend(backend);
      logger.info("asked the engine whether it can use a backend", { backend, ...answer });
      if (answer.usable === "unknown") return;
      if (answer.usable) this.#note(backend, null, answer.devices);
      else this.#note(backend, "unopened", []);
      if (refusals() !== before) profile = await hardware.refresh();
    }
  }

  /** Other GPUs, another driver or another CUDA: nothing is known of them. */
  #lookAt(gpus: readonly Gpu[]): void {
    const computer = this.#describe(gpus);
    if (computer === this.#notes.computer) return;
    this.#answered.clear();
    this.#notes = { computer, answers: {} };
  }

  #isWorthAsking(backend: GpuBackend, gpus: readonly Gpu[]): boolean {
    if (this.#answered.has(backend)) return false;
    const note = this.#notes.answers[backend];
    if (note === undefined) return gpus.some((gpu) => gpu.backend === backend);
    // That it has no code for a card shows when it computes, and not when it opens it.
    if (note.refusal === "no-code") return false;
    return gpus.some((gpu) => wouldUse(gpu, backend) && this.refusal(backend, gpu, gpus) !== null);
  }

  #note(backend: GpuBackend, refusal: BackendRefusal | null, devices: string[]): void {
    this.#answered.add(backend);
    this.#keep({ ...this.#notes, answers: { ...this.#notes.answers, [backend]: { refusal, devices } } });
  }

  #keep(notes: BackendNotes): void {
    const { file, engineVersion, logger } = this.#options;
    this.#notes = notes;
    keepBackends(file, engineVersion, notes, logger);
  }

  #describe(gpus: readonly Gpu[]): string {
    const cards = gpus.map(({ name, driver }) => `${name}, driver ${driver ?? "unknown"}`);
    return [...cards, `CUDA ${this.#options.cudaVersion() ?? "none"}`].join(" | ");
  }
}

/** Whether a GPU that is reached by a lesser way, or by none, would be reached through this backend if the engine could use it. */
function wouldUse({ vendor, backend }: Gpu, wanted: GpuBackend): boolean {
  if (wanted === "cuda") return vendor === "nvidia" && backend !== "cuda";
  return backend === null && (wanted === "metal") === (vendor === "apple");
}

/** Words by which drivers name the cards of a maker. */
const makers: Readonly<Partial<Record<Gpu["vendor"], RegExp>>> = {
  nvidia: /nvidia|geforce|quadro|tesla/i,
  amd: /\bamd\b|radeon/i,
  intel: /intel/i,
};

/**
 * Vulkan opens with any of its drivers; of several cards those are missing whose own does not start. Graphics of the processor's are left
 * out by the engine itself where there is a card.
 */
function mayBeAmong({ vendor, unified }: Gpu, devices: readonly string[]): boolean {
  const own = makers[vendor];
  if (unified || own === undefined || devices.length === 0) return true;
  const known = Object.values(makers);
  return devices.some((name) => own.test(name) || !known.some((maker) => maker.test(name)));
}
