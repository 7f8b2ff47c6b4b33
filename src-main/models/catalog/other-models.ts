import type {
  LabelReading,
  ModelFacts,
  RepositoryDetail,
  RepositoryVariant,
  VariantNote,
} from "../../../src-shared/contract/index.ts";
import type { AppError } from "../../ground/core/index.ts";
import { isCredible } from "./credible-size.ts";
import { modelNameOf } from "./labels/index.ts";
import { headerCandidates, labelled } from "./repository-detail.ts";
import { UNLABELLED } from "./variants/index.ts";

/** What one more header said: the facts, or why there are none. */
export type OtherHeader = { facts: ModelFacts } | { refusal: AppError };

export interface OtherModels {
  detail: RepositoryDetail;
  /** By the variant's key. */
  others: Map<string, { facts: ModelFacts; ownHeader: boolean }>;
  unread: Set<string>;
}

/** Headers that opening one page reads beside the first: enough for most collections, and few enough for the Hub's limit. */
export const maxOtherHeaders = 6;

/**
 * Variants whose own header adds something: of another model by name or size, or without a label; the most informative
 * first.
 */
export function tellingVariants(detail: RepositoryDetail, main: { facts: ModelFacts; variant: RepositoryVariant }) {
  const own = modelNameOf(main.variant.files[0]?.path ?? "");
  const mainPath = main.variant.files[0]?.path;
  const able = headerCandidates(detail).filter(({ files }) => files[0]?.path !== mainPath);
  const byName = new Map<string, RepositoryVariant[]>();
  for (const variant of able) {
    const name = modelNameOf(variant.files[0]?.path ?? "");
    byName.set(name, [...(byName.get(name) ?? []), variant]);
  }
  const alike = byName.get(own) ?? [];
  const odd = main.facts.tensors === null ? [] : alike.filter((variant) => !isCredible(variant, main.facts.parameters));
  const nameless = able.filter(({ label }) => label === UNLABELLED);
  const models = [...byName]
    .filter(([name]) => name !== own)
    .flatMap(([, [first]]) => (first === undefined ? [] : [first]));
  return { wanted: [...new Set([...odd, ...models, ...nameless])], byName, own };
}

/** What the further headers make of a repository's page. `headers`: by the path of the first file. */
export function withOtherModels(
  detail: RepositoryDetail,
  main: { facts: ModelFacts; variant: RepositoryVariant },
  headers: ReadonlyMap<string, OtherHeader>,
): OtherModels {
  const { byName, own } = tellingVariants(detail, main);
  const pathOf = (variant: RepositoryVariant): string => variant.files[0]?.path ?? "";
  const companions: LabelReading[] = [...detail.companions];
  const variants: RepositoryVariant[] = [];
  const others: OtherModels["others"] = new Map();
  const unread: OtherModels["unread"] = new Set();
  const taken = new Set(detail.variants.map(({ key }) => key));
  for (const variant of detail.variants) {
    const header = headers.get(pathOf(variant));
    if (header !== undefined && "refusal" in header) {
      if (header.refusal.code === "unsupported-model") companions.push(companionOf(variant, header.refusal));
      else variants.push({ ...variant, runs: false, note: refusedBy(header.refusal) });
      continue;
    }
    const drafts = header !== undefined && isDraftFor(header.facts, main.facts);
    const named = header === undefined ? variant : labelled(variant, header.facts, taken);
    taken.add(named.key);
    variants.push(named);
    if (header !== undefined) {
      others.set(named.key, {
        facts: drafts ? { ...header.facts, purpose: "drafting" } : header.facts,
        ownHeader: true,
      });
      continue;
    }
    const name = modelNameOf(pathOf(variant));
    if (name === own || pathOf(variant) === pathOf(main.variant)) continue;
    const read = byName
      .get(name)
      ?.map((one) => headers.get(pathOf(one)))
      .find((one) => one !== undefined && "facts" in one);
    if (read !== undefined && "facts" in read) others.set(named.key, { facts: read.facts, ownHeader: false });
    else if (variant.runs && variant.complete) unread.add(named.key);
  }
  return { detail: { ...detail, variants, companions }, others, unread };
}

/** A model of one or two layers that shares width and words with a much deeper one beside it was made to guess for it. */
function isDraftFor(facts: ModelFacts, main: ModelFacts): boolean {
  return (
    facts.blockCount <= 2 &&
    facts.blockCount * 4 <= main.blockCount &&
    facts.embeddingLength === main.embeddingLength &&
    facts.vocabularySize === main.vocabularySize
  );
}

function companionOf(variant: RepositoryVariant, refusal: AppError): LabelReading {
  return {
    name: variant.files[0]?.path ?? variant.key,
    role: roleOf(refusal),
    label: variant.label === UNLABELLED ? null : variant.label,
    modifiers: variant.modifiers,
    shard: null,
    runs: false,
    note: refusedBy(refusal),
  };
}

const refusedBy = (refusal: AppError): VariantNote => ({
  key: "header-refused",
  figures: { refusal: refusal.toDto() },
});

function roleOf(refusal: AppError): LabelReading["role"] {
  const dto = refusal.toDto();
  if (dto.code !== "unsupported-model" || dto.key !== "no-language-model") return "other";
  if (dto.details.what === "projector") return "mmproj";
  return dto.details.what === "importance-matrix" ? "imatrix" : "other";
}
