import { searchQuerySchema } from "../../contract/index.ts";
import { formatCount, formatParameters } from "../../core/index.ts";
import { type Command, textOption } from "../command.ts";
import { printable, table } from "../terminal.ts";

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
    const { catalog } = await context.services();
    const query = searchQuerySchema.parse({
      text: context.positionals.join(" ").slice(0, 200),
      label: textOption(context, "label") ?? null,
      cursor: textOption(context, "next") ?? null,
    });
    const page = await catalog.search(query, context.signal);
    if (page.notice !== null) context.terminal.note(page.notice.message);
    context.terminal.answer(page, () =>
      page.results.length === 0
        ? "Nothing was found. Try fewer or other words."
        : table(
            [
              ["REPOSITORY", "SIZE", "CONTEXT", "DOWNLOADS", ""],
              ...page.results.map((result) => [
                printable(result.repository),
                result.parameters === null ? "–" : formatParameters(result.parameters),
                result.trainedContextTokens === null ? "–" : formatCount(result.trainedContextTokens),
                result.downloads === null ? "–" : formatCount(result.downloads),
                result.gated === "no" ? "" : "ask for access",
              ]),
            ],
            [1, 2, 3],
          ),
    );
  },
};
