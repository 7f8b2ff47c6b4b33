import { formatCount, formatParameters } from "../../../../src-shared/figures/index.ts";
import { type Command, UsageError, textOption } from "../command.ts";
import { printable, table } from "../terminal.ts";
import { searchQuerySchema } from "../../../ground/inputs/index.ts";
import { sayError, sayVerdict } from "../../../../src-shared/words/index.ts";

export const search: Command = {
  name: "search",
  usage: "search TEXT [--label L] [--next CURSOR]",
  summary: "Searches the Hub, or the bundled catalogue when it does not answer.",
  options: {
    label: { type: "string", value: "L", help: "Only repositories that have a variant with this label." },
    next: { type: "string", value: "CURSOR", help: "The `next` of the page before." },
  },
  positionals: [1, Infinity],
  async run(context) {
    const query = searchQuerySchema.safeParse({
      text: context.positionals.join(" "),
      label: textOption(context, "label") ?? null,
      cursor: textOption(context, "next") ?? null,
    });
    if (!query.success) {
      const issue = query.error.issues[0];
      throw new UsageError(`${String(issue?.path[0] ?? "text")}: ${issue?.message ?? "not valid"}.`);
    }
    const { catalog, planning, backends } = await context.services();
    const [page] = await Promise.all([catalog.search(query.data, context.signal), backends.settle()]);
    const fits = await planning.listFits(
      page.results.map(({ repository }) => repository),
      null,
      context.signal,
    );
    const results = page.results.map((result) => ({ ...result, fit: result.fit ?? fits[result.repository] ?? null }));
    if (page.notice !== null) context.terminal.note(printable(sayError(page.notice)));
    context.terminal.answer({ ...page, results }, () =>
      results.length === 0
        ? "Nothing was found. Try fewer or other words."
        : table(
            [
              ["REPOSITORY", "SIZE", "CONTEXT", "DOWNLOADS", "SUITS THIS COMPUTER", ""],
              ...results.map((result) => [
                printable(result.repository),
                result.parameters === null ? "–" : formatParameters(result.parameters),
                result.trainedContextTokens === null ? "–" : formatCount(result.trainedContextTokens),
                result.downloads === null ? "–" : formatCount(result.downloads),
                result.fit === null ? "" : `${printable(result.fit.label)}, ${sayVerdict(result.fit.verdict)}`,
                result.gated === "no" ? "" : "ask for access",
              ]),
            ],
            [1, 2, 3],
          ),
    );
  },
};
