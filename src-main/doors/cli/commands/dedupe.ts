import type { DuplicateContent, VariantChoice } from "../../../../src-shared/contract/index.ts";
import { appError } from "../../../ground/core/index.ts";
import type { Services } from "../../../composition/index.ts";
import { askYesNo } from "../ask-yes-no.ts";
import type { Command } from "../command.ts";
import { type Terminal, printable, table } from "../terminal.ts";

export const dedupe: Command = {
  name: "dedupe",
  usage: "dedupe [--delete [--yes]]",
  options: { delete: { type: "boolean" }, yes: { type: "boolean" } },
  positionals: [0, 0],
  async run({ terminal, services, options }) {
    const all = await services();
    await all.library.refresh();
    const review = await all.reviewLibrary();
    if (options["delete"] !== true) {
      terminal.answer(review, () => said(review, terminal));
      return;
    }
    const freesBytes = review.duplicates.reduce((sum, one) => sum + one.freesBytes, 0);
    const { dedupe: words } = terminal.words;
    if (freesBytes > 0 && terminal.interactive && options["yes"] !== true) {
      terminal.note(said(review, terminal));
      if (!(await askYesNo(terminal, words.ask(freesBytes)))) throw appError("cancelled", "not-deleted");
    }
    const deleted: string[] = [];
    for (const duplicate of review.duplicates) deleted.push(...(await deleteCopies(duplicate, all)));
    terminal.answer({ deleted, freedBytes: freesBytes }, () =>
      deleted.length === 0 ? words.none : words.deleted(deleted.length, freesBytes),
    );
  },
};

/** All but the first place, as far as they are Bitloft's; what used them uses the first. Returns the variants' ids. */
async function deleteCopies({ places }: DuplicateContent, services: Services): Promise<string[]> {
  const { library } = services;
  const [kept, ...others] = places;
  const gone: string[] = [];
  for (const { variantId, frees } of others) {
    const variant = library.get(variantId);
    if (!frees || kept === undefined || variant === null) continue;
    const { sizeBytes: confirmedBytes } = variant;
    await services.replaceVariant({ fromId: variantId, toId: kept.variantId, confirmedBytes, isDuplicate: true });
    gone.push(variantId);
  }
  return gone;
}

function said(
  { duplicates, choices, unused }: Awaited<ReturnType<Services["reviewLibrary"]>>,
  { words: { dedupe: words }, language }: Pick<Terminal, "words" | "language">,
): string {
  const { bytes } = language.figures;
  const copies = duplicates.map(({ name, label, sizeBytes, freesBytes, places }) =>
    [
      words.copies(printable(name), label, places.length, sizeBytes, freesBytes),
      ...places.map(({ path, owner, frees }, index) => {
        const what = index === 0 ? words.kept : frees ? words.goes : words.stays(owner);
        return `  ${printable(path)}  ${what}`;
      }),
    ].join("\n"),
  );
  const several = choices.map((choice) => choiceWords(choice, words));
  const rarely =
    unused.length === 0
      ? []
      : [table([words.unusedHeads, ...unused.map(({ id, sizeBytes }) => [id, bytes(sizeBytes)])], [1])];
  const parts = [...copies, ...several, ...rarely];
  return parts.length === 0 ? words.none : parts.join("\n\n");
}

function choiceWords({ name, variants, quickerOfEqual }: VariantChoice, words: Terminal["words"]["dedupe"]): string {
  const labelOf = (id: string): string => variants.find((one) => one.id === id)?.label ?? id;
  const rows = variants.map(({ label, sizeBytes, tokensPerSecond, divergence }) => [
    `  ${label}`,
    words.size(sizeBytes),
    tokensPerSecond === null ? "" : words.speed(tokensPerSecond),
    divergence === null ? "" : words.divergence(divergence.mean, divergence.standardError),
  ]);
  const advice =
    quickerOfEqual === null ? [] : [words.quicker(labelOf(quickerOfEqual.keepId), labelOf(quickerOfEqual.otherId))];
  return [words.several(printable(name), variants.length), table(rows, [1]), ...advice].join("\n");
}
