import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type {
  MeasureEstimate,
  MeasureResult,
  MeasuredHere,
  Parting,
  PartingPlace,
} from "../../../src-shared/contract/index.ts";
import { type LabModel, contentHashes } from "./lab-model.ts";
import { type LabText, openText } from "./lab-text.ts";
import { type LabWork, otherAnswer } from "./lab-work.ts";
import { type KeptMeasurement, type MeasurementKey, MeasurementsTable } from "./measurements-table.ts";
import { measuringTime, processorLoad } from "./measuring-time.ts";
import type { MemoryPlan } from "./memory-plan.ts";
import { RestingTime } from "./resting-time.ts";
import { type Task, chunkTokens, countedInChunk } from "./protocol.ts";
import type { LabWatch, MeasureRequest, TextChoice } from "./types.ts";

/** Measures how far variants are from their references, and keeps what was found. */
export class Measuring {
  readonly #work: LabWork;
  readonly #table: MeasurementsTable;
  /** Of the reader's own conversations, by the measurement. They are not written down: they would outlive what is deleted, and be in every backup. */
  readonly #ownPlaces = new Map<string, PartingPlace[]>();

  constructor(work: LabWork) {
    this.#work = work;
    this.#table = new MeasurementsTable(work.options.db);
  }

  /** The latest first, each with those of the library that it is about. */
  list(): MeasuredHere[] {
    const owners = contentHashes(this.#work.options.library);
    return this.#table.list().map(({ key, ...measured }) => ({
      ...measured,
      variantId: owners.get(key.variantSha256) ?? null,
      referenceId: owners.get(key.referenceSha256) ?? null,
    }));
  }

  /** Null where it was not kept. */
  parting(id: string): Parting | null {
    const kept = this.#table.parting(id);
    return kept && { ...kept, places: kept.places ?? this.#ownPlaces.get(id) ?? null };
  }

  /** What it would take. Throws what would keep it from being begun. */
  estimate(request: MeasureRequest, signal: AbortSignal): Promise<MeasureEstimate> {
    return this.#work.inFolder((folder) => this.#estimate(request, folder, signal));
  }

  /** At once where it is known. */
  measure(request: MeasureRequest, watch: LabWatch): Promise<MeasureResult & { id: string }> {
    return this.#work.inFolder((folder) => this.#measure(request, folder, watch));
  }

  async #estimate(request: MeasureRequest, folder: string, signal: AbortSignal): Promise<MeasureEstimate> {
    const text = await openText(request.text, { ...this.#work.options, folder, tokens: request.tokens });
    const reference = await this.#work.unhashed(request.reference, signal);
    const variant = await this.#work.unhashed(request.variant, signal);
    const isKnown = this.#known(this.#keyOf(request, { reference, variant, text })) !== null;
    const plan = await this.#work.plan([reference, variant]);
    const chunks = chunksOf(request);
    const seconds = this.#seconds(plan, chunks, [reference, variant]);
    return {
      seconds: seconds.every(Number.isFinite) ? seconds : null,
      sideBySide: plan.sideBySide,
      diskBytes: plan.sideBySide ? 0 : rowsBytes(chunks, variant.vocabulary),
      isKnown,
    };
  }

  async #measure(request: MeasureRequest, folder: string, watch: LabWatch): Promise<MeasureResult & { id: string }> {
    const text = await openText(request.text, { ...this.#work.options, folder, tokens: request.tokens });
    const reference = await this.#work.model(request.reference, watch.signal);
    const variant = await this.#work.model(request.variant, watch.signal);
    const key = this.#keyOf(request, { reference, variant, text });
    const told = { reference: named(reference), variant: named(variant) };
    const known = this.#known(key);
    if (known !== null) {
      const { hasParting: _, measuredAt: __, key: ___, ...figures } = known.kept;
      return { ...figures, ...told, text: { ...figures.text, name: text.name }, parting: known.parting };
    }
    const chunks = chunksOf(request);
    const plan = await this.#work.plan([reference, variant]);
    const forecast = this.#seconds(plan, chunks, [reference, variant]);
    if (forecast.every(Number.isFinite)) watch.onEstimate?.(forecast);
    const began = this.#work.now();
    const rowsFile = plan.sideBySide ? null : await this.#rowsFile(folder, chunks, variant.vocabulary);
    const task: Task = {
      type: "measure",
      reference: reference.path,
      variant: variant.path,
      text: text.path,
      chunks,
      threads: plan.threads,
      rowsFile,
    };
    const rest = new RestingTime(() => this.#work.now());
    const onResting = (isResting: boolean): void => {
      rest.tell(isResting);
      watch.onResting?.(isResting);
    };
    const finished = await this.#work.run(task, { ...watch, onResting });
    if (finished.type !== "measured") throw otherAnswer(finished);
    const result = {
      ...told,
      text: { name: text.name, sha256: text.sha256, tokens: finished.tokens },
      ...finished.figures,
      // Others are expected to take as long, and not to wait as long for answers.
      seconds: this.#work.secondsSince(began) - rest.seconds(),
      parting: finished.parting,
    };
    const id = this.#table.idOf(key);
    const isOwn = request.text.kind === "conversations";
    if (isOwn) this.#ownPlaces.set(id, finished.parting.places);
    const kept = isOwn ? { ...result, parting: { ...finished.parting, places: null } } : result;
    this.#work.keep(() => this.#table.keep(key, kept, this.#work.now()));
    return { id, ...result };
  }

  /** Null where it would be measured again, to see where the two part too. */
  #known(key: MeasurementKey): { kept: KeptMeasurement; parting: Parting } | null {
    const kept = this.#table.find(key);
    const parting = kept && this.parting(kept.id);
    return kept === null || parting?.places == null ? null : { kept, parting };
  }

  #seconds(plan: MemoryPlan, chunks: number, models: readonly [LabModel, LabModel]): [number, number] {
    const { engineVersion } = this.#work.options;
    const past = this.#table.list().filter(({ key }) => key.engineVersion === engineVersion);
    return measuringTime({
      readingSeconds: plan.seconds(chunks * chunkTokens),
      tokens: chunks * chunkTokens,
      vocabulary: models[1].vocabulary,
      bytes: models[0].sizeBytes + models[1].sizeBytes,
      threads: plan.threads,
      past: past.map(({ reference, variant, text, seconds }) => ({
        bytes: reference.sizeBytes + variant.sizeBytes,
        tokens: text.tokens,
        seconds,
      })),
      load: processorLoad(),
    });
  }

  #keyOf(
    request: MeasureRequest,
    { reference, variant, text }: { reference: LabModel; variant: LabModel; text: LabText },
  ): MeasurementKey {
    return {
      referenceSha256: reference.sha256,
      variantSha256: variant.sha256,
      textSha256: text.sha256,
      tokens: chunksOf(request) * chunkTokens,
      engineVersion: this.#work.options.engineVersion,
    };
  }

  async #rowsFile(folder: string, chunks: number, vocabulary: number): Promise<string> {
    await mkdir(folder, { recursive: true });
    await this.#work.requireRoom(join(folder, "rows"), rowsBytes(chunks, vocabulary));
    return join(folder, "rows");
  }
}

export const chunksOf = ({ tokens }: TextChoice): number => Math.max(1, Math.ceil(tokens / chunkTokens));

const rowsBytes = (chunks: number, vocabulary: number): number => chunks * countedInChunk * (2 * vocabulary + 16);

const named = ({ name, label, sizeBytes }: LabModel) => ({ name, label, sizeBytes });
