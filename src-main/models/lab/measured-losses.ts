import { variantKey } from "../../../src-shared/figures/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import type { Library } from "../library/index.ts";
import { type MeasuredLoss, type MeasuredLosses, publishedAs } from "../recommend/index.ts";
import { contentHashes } from "./lab-model.ts";
import { MeasurementsTable } from "./measurements-table.ts";

/** As published, or so near to it that what is lost beside it counts. */
const wholeLabels = /^(F32|F16|BF16|Q8_0)$/;

/** What variants lost beside their full models as it was measured here last; null where nothing was. */
export function measuredLosses(db: Database, library: Pick<Library, "list" | "files" | "get">): MeasuredLosses | null {
  const kept = new MeasurementsTable(db)
    .list()
    .filter(({ key, reference }) => wholeLabels.test(reference.label) && key.variantSha256 !== key.referenceSha256);
  if (kept.length === 0) return null;
  const owners = contentHashes(library);
  const losses = new Map<string, MeasuredLoss>();
  const add = (name: string, loss: MeasuredLoss): void => {
    if (!losses.has(name)) losses.set(name, loss);
  };
  for (const { key, klDivergence, sameTopWord } of kept) {
    const loss = { divergence: klDivergence.mean, kept: sameTopWord.share };
    add(key.variantSha256, loss);
    const owner = library.get(owners.get(key.variantSha256) ?? "");
    if (owner?.repository != null) add(publishedAs(owner.repository, variantKey(owner.modifiers, owner.label)), loss);
  }
  return losses;
}
