import { type LedgerEntry, type LedgerView, ledgerLimits } from "../../../../src-shared/contract/index.ts";
import { type Figures, usedBytes } from "../../../../src-shared/figures/index.ts";
import { say, sayAccuracy, sayError } from "../../../../src-shared/words/index.ts";
import { type Command, countOption } from "../command.ts";
import { type Terminal, printable, table } from "../terminal.ts";

export const ledger: Command = {
  name: "ledger",
  usage: "ledger [--limit N]",
  options: {
    limit: { type: "string", value: "N" },
  },
  positionals: [0, 0],
  async run(context) {
    const limit = Math.min(ledgerLimits.most, countOption(context, "limit", 1) ?? ledgerLimits.inTerminal);
    const services = await context.services();
    const view = await services.ledger.view(limit);
    context.terminal.answer(view, () => describeLedger(view, context.terminal));
  },
};

function describeLedger(
  { machine, engineVersion, accuracy, entries }: LedgerView,
  { language, words }: Pick<Terminal, "language" | "words">,
): string {
  const { ledger: said } = words;
  const { figures } = language;
  const head = [`${say(machine, language)}\n${engineVersion}`];
  if (entries.length === 0) return [...head, said.none].map(printableLines).join("\n\n");
  if (accuracy !== null) head.push(sayAccuracy(accuracy, language));
  head.push(said.about);
  const rows = entries.map((entry) => [
    new Date(entry.at).toISOString().slice(0, 16).replace("T", " "),
    printable(`${entry.name} ${entry.label}`),
    figures.context(entry.plan.contextTokens),
    memoryWords(entry.predicted, figures),
    entry.outcome === "failed" ? said.failed : memoryWords(entry.measured, figures),
    said.speeds(endsOf(entry)),
    entry.failure === null ? "" : printable(sayError(entry.failure, language)),
  ]);
  return [...head.map(printableLines), table([said.heads, ...rows], [2, 3, 4, 5])].join("\n\n");
}

const printableLines = (text: string): string => text.split("\n").map(printable).join("\n");

function memoryWords(memory: LedgerEntry["measured"], figures: Figures): string {
  const bytes = memory === null ? null : usedBytes(memory);
  return bytes === null ? "" : figures.memory(bytes);
}

/** The measured speeds from the shallowest to the deepest context. */
function endsOf({ speeds }: LedgerEntry): number[] {
  const known = speeds.flatMap(({ tokensPerSecond }) => (tokensPerSecond === null ? [] : [tokensPerSecond]));
  return known.length <= 1 ? known : [known[0] ?? 0, known.at(-1) ?? 0];
}
