import type { ModelFacts, RepositoryDetail, RepositoryVariant } from "../../../src-shared/contract/index.ts";
import { type Logger, toAppError } from "../../ground/core/index.ts";
import type { KnownFacts } from "./types.ts";
import { type OtherHeader, maxOtherHeaders, tellingVariants, withOtherModels } from "./other-models.ts";
import { headerCandidates, labelled } from "./repository-detail.ts";

export interface ReadPage {
  /** Whose header it was, as the repository's files alone name it. */
  main: { facts: ModelFacts; variant: RepositoryVariant };
  /** All that were read, by the path of the file. */
  headers: ReadonlyMap<string, OtherHeader>;
}

/** Null where it cannot be read. */
export type ReadHeader = (variant: RepositoryVariant) => Promise<OtherHeader | null>;

/** Variants whose header is tried when one is malformed. */
const headerTries = 2;

/**
 * The header of the likeliest variant, then those that add what it does not say. Null where none could be read; throws
 * what was wrong with the first that was.
 */
export async function readPage(detail: RepositoryDetail, read: ReadHeader, logger: Logger): Promise<ReadPage | null> {
  const headers = new Map<string, OtherHeader>();
  const keep = async (variant: RepositoryVariant): Promise<OtherHeader | null> => {
    const header = await read(variant);
    if (header !== null) headers.set(variant.files[0]?.path ?? "", header);
    return header;
  };
  for (const variant of headerCandidates(detail).slice(0, headerTries)) {
    const header = await keep(variant);
    if (header === null || "refusal" in header) continue;
    const main = { facts: header.facts, variant };
    const { wanted } = tellingVariants(detail, main);
    const unknown = wanted.filter(({ files }) => !headers.has(files[0]?.path ?? "")).slice(0, maxOtherHeaders);
    try {
      await Promise.all(unknown.map(keep));
    } catch (thrown) {
      // The page is complete without them, unless its caller gave up.
      const { code } = toAppError(thrown);
      if (code === "cancelled") throw thrown;
      logger.info("further headers could not be read", { repository: detail.repository, code });
    }
    return { main, headers };
  }
  const refusals = [...headers.values()].flatMap((header) => ("refusal" in header ? [header.refusal] : []));
  const [refusal] = refusals;
  if (refusal !== undefined) throw refusal;
  return null;
}

/** The page by its headers. */
export function told(detail: RepositoryDetail, { main, headers }: ReadPage): KnownFacts {
  const path = main.variant.files[0]?.path;
  const taken = new Set(detail.variants.map(({ key }) => key));
  const named = detail.variants.map((variant) =>
    variant.files[0]?.path === path ? labelled(variant, main.facts, taken) : variant,
  );
  const further = new Map([...headers].filter(([other]) => other !== path));
  const page = withOtherModels({ ...detail, variants: named }, main, further);
  // A first shard's header has not all tensors, so it cannot count: the Hub can.
  const parameters = main.facts.tensors === null ? (detail.parameters ?? main.facts.parameters) : main.facts.parameters;
  const key = page.detail.variants.find(({ files }) => files[0]?.path === path)?.key ?? main.variant.key;
  return { ...page, facts: { ...main.facts, parameters }, variantKey: key };
}
