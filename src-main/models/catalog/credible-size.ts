import type { RepositoryVariant } from "../../../src-shared/contract/index.ts";
import { bitsPerWeight } from "../../ground/core/index.ts";
import { typeOfLabel } from "./labels/index.ts";

/** A whole file has at least so much of its label's own bits, embeddings and norms counted. */
const leastShare = 0.8;
/** Embeddings of a small model, kept in 16 bits, may make up half of it. */
const mostShare = 2.2;

/** Whether a file of this size can be that label of a model with this many parameters. Unknown figures are believed. */
export function isCredible({ label, sizeBytes }: RepositoryVariant, parameters: number): boolean {
  const own = bitsPerWeight(typeOfLabel(label));
  if (own === null || parameters <= 0 || sizeBytes <= 0) return true;
  const bits = (sizeBytes * 8) / parameters;
  return bits >= own * leastShare && bits <= own * mostShare + 1;
}
