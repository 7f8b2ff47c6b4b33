import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { type FoundParting, type Task, chunkTokens, countedInChunk, type Report } from "../protocol.ts";
import { positionDivergence } from "./divergence.ts";
import { LabFailure } from "./lab-failure.ts";
import { LoadedModel } from "./loaded-model.ts";
import { likeliestOfPacked, packRow, packedDivergence, rowBytes } from "./log-probabilities.ts";
import type { NativeApi } from "./native-api.ts";
import { Partings, likeliestOfLogits } from "./partings.ts";
import { DivergenceStatistics } from "./statistics.ts";
import { readTokens } from "./text-tokens.ts";

type MeasureTask = Extract<Task, { type: "measure" }>;
type Tell = (done: number, total: number) => Promise<void>;

/** The divergence of a variant from a reference over a text. `tell` is called after each chunk of each model. */
export async function measure(api: NativeApi, task: MeasureTask, tell: Tell): Promise<Report> {
  const reference = new LoadedModel(api, { path: task.reference, threads: task.threads });
  const tokens = readTokens(reference, task.text, task.chunks);
  const statistics = new DivergenceStatistics();
  const partings = new Partings(tokens);
  const measurement = { task, reference, tokens, statistics, partings, tell };
  const parting = await (task.rowsFile === null
    ? sideBySide(api, measurement)
    : oneAfterTheOther(api, measurement, task.rowsFile));
  return { type: "measured", figures: statistics.figures(), parting, tokens: tokens.length };
}

interface Measurement {
  task: MeasureTask;
  reference: LoadedModel;
  tokens: Int32Array;
  statistics: DivergenceStatistics;
  partings: Partings;
  tell: Tell;
}

async function sideBySide(
  api: NativeApi,
  { task, reference, tokens, statistics, partings, tell }: Measurement,
): Promise<FoundParting> {
  const variant = new LoadedModel(api, { path: task.variant, threads: task.threads });
  requireSameVocabulary(reference, variant);
  const size = reference.vocabularySize;
  const chunks = tokens.length / chunkTokens;
  for (let chunk = 0; chunk < chunks; chunk++) {
    const read = chunkOf(tokens, chunk);
    const of = requireFinite(reference.readChunk(read, "counted"), task.reference);
    await tell(2 * chunk + 1, 2 * chunks);
    const than = requireFinite(variant.readChunk(read, "counted"), task.variant);
    for (let row = 0; row < countedInChunk; row++) {
      const p = of.subarray(row * size, (row + 1) * size);
      const q = than.subarray(row * size, (row + 1) * size);
      const divergence = positionDivergence(p, q, nextOf(read, row));
      statistics.add(divergence);
      partings.add(chunk, row, divergence.klDivergence, () => ({
        reference: likeliestOfLogits(p),
        variant: likeliestOfLogits(q),
      }));
    }
    await tell(2 * chunk + 2, 2 * chunks);
  }
  const parting = partings.result((list) => reference.spell(list));
  reference.free();
  variant.free();
  return parting;
}

async function oneAfterTheOther(
  api: NativeApi,
  { task, reference, tokens, statistics, partings, tell }: Measurement,
  rowsFile: string,
): Promise<FoundParting> {
  const chunks = tokens.length / chunkTokens;
  const size = reference.vocabularySize;
  const bytes = rowBytes(size);
  const rows = new ArrayBuffer(bytes * countedInChunk);
  const rowAt = (row: number): DataView<ArrayBuffer> => new DataView(rows, row * bytes, bytes);
  const file = openSync(rowsFile, "w+", 0o600);
  try {
    for (let chunk = 0; chunk < chunks; chunk++) {
      const of = requireFinite(reference.readChunk(chunkOf(tokens, chunk), "counted"), task.reference);
      for (let row = 0; row < countedInChunk; row++) packRow(of.subarray(row * size, (row + 1) * size), rowAt(row));
      writeAll(file, new Uint8Array(rows), chunk * rows.byteLength);
      await tell(chunk + 1, 2 * chunks);
    }
    const wordsOfReference = sampleOfVocabulary(reference);
    reference.free();
    const variant = new LoadedModel(api, { path: task.variant, threads: task.threads });
    requireSameWords(wordsOfReference, size, variant);
    for (let chunk = 0; chunk < chunks; chunk++) {
      const read = chunkOf(tokens, chunk);
      const than = requireFinite(variant.readChunk(read, "counted"), task.variant);
      readSync(file, new Uint8Array(rows), 0, rows.byteLength, chunk * rows.byteLength);
      for (let row = 0; row < countedInChunk; row++) {
        const q = than.subarray(row * size, (row + 1) * size);
        const divergence = packedDivergence(rowAt(row), q, nextOf(read, row));
        statistics.add(divergence);
        partings.add(chunk, row, divergence.klDivergence, () => ({
          reference: likeliestOfPacked(rowAt(row), size),
          variant: likeliestOfLogits(q),
        }));
      }
      await tell(chunks + chunk + 1, 2 * chunks);
    }
    const parting = partings.result((list) => variant.spell(list));
    variant.free();
    return parting;
  } finally {
    closeSync(file);
  }
}

const chunkOf = (tokens: Int32Array, chunk: number): Int32Array =>
  tokens.subarray(chunk * chunkTokens, (chunk + 1) * chunkTokens);

/** The token that follows the position of a row. */
const nextOf = (chunk: Int32Array, row: number): number => chunk[chunkTokens / 2 + row + 1] as number;

/** Throws what a damaged file's numbers lead to: figures out of them would be none. */
function requireFinite(logits: Float32Array, path: string): Float32Array {
  for (let i = 0; i < logits.length; i += 97) {
    if (!Number.isFinite(logits[i])) throw new LabFailure({ kind: "not-finite", path });
  }
  return logits;
}

function requireSameVocabulary(reference: LoadedModel, variant: LoadedModel): void {
  requireSameWords(sampleOfVocabulary(reference), reference.vocabularySize, variant);
}

/** Every one of them would take as long as a chunk; two vocabularies of one size differ nearly everywhere. */
function sampleOfVocabulary(model: LoadedModel): [number, string | null][] {
  const step = Math.max(1, Math.floor(model.vocabularySize / 2000));
  const sample: [number, string | null][] = [];
  for (let token = 0; token < model.vocabularySize; token += step) sample.push([token, model.tokenText(token)]);
  return sample;
}

function requireSameWords(sample: [number, string | null][], size: number, variant: LoadedModel): void {
  const { vocabularySize } = variant;
  if (vocabularySize === size && sample.every(([token, text]) => variant.tokenText(token) === text)) return;
  throw new LabFailure({ kind: "vocabularies-differ", referenceTokens: size, variantTokens: vocabularySize });
}

function writeAll(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done, position + done);
}
