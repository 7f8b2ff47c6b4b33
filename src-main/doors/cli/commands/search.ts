import { type Command, textOption, usageError } from "../command.ts";
import { printable, table } from "../terminal.ts";
import { searchQuerySchema } from "../../../ground/inputs/index.ts";
import { sayError, sayVerdict } from "../../../../src-shared/words/index.ts";

export const search: Command = {
  name: "search",
  usage: "search TEXT [--label L] [--next CURSOR]",
  options: {
    label: { type: "string", value: "L" },
    next: { type: "string", value: "CURSOR" },
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
      throw usageError("not-valid", { field: String(issue?.path[0] ?? "text"), problem: issue?.message ?? "" });
    }
    const { language, words } = context.terminal;
    const { figures } = language;
    const { catalog, planning, backends } = await context.services();
    const [page] = await Promise.all([catalog.search(query.data, context.signal), backends.settle()]);
    const fits = await planning.listFits(
      page.results.map(({ repository }) => repository),
      null,
      context.signal,
    );
    const results = page.results.map((result) => ({ ...result, fit: result.fit ?? fits[result.repository] ?? null }));
    if (page.notice !== null) context.terminal.note(printable(sayError(page.notice, language)));
    context.terminal.answer({ ...page, results }, () =>
      results.length === 0
        ? words.search.none
        : table(
            [
              words.search.heads,
              ...results.map((result) => [
                printable(result.repository),
                result.parameters === null ? "–" : figures.parameters(result.parameters),
                result.trainedContextTokens === null ? "–" : figures.count(result.trainedContextTokens),
                result.downloads === null ? "–" : figures.count(result.downloads),
                result.fit === null
                  ? ""
                  : `${printable(result.fit.label)}, ${sayVerdict(result.fit.verdict, language)}`,
                result.gated === "no" ? "" : words.search.gated,
              ]),
            ],
            [1, 2, 3],
          ),
    );
  },
};
