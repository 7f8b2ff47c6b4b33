import type { LedgerEntry, LedgerView } from "../../../../src-shared/contract/index.ts";
import { formatBytes, formatContext, usedBytes } from "../../../../src-shared/figures/index.ts";
import { say, sayAccuracy, sayError } from "../../../../src-shared/words/index.ts";
import { type Command, countOption } from "../command.ts";
import { printable, table } from "../terminal.ts";

const defaultShown = 20;
const mostShown = 500;

export const ledger: Command = {
  name: "ledger",
  usage: "ledger [--limit N]",
  summary: "Shows what was predicted and measured for the loads on this computer.",
  options: {
    limit: { type: "string", value: "N", help: `So many of the latest loads, at most ${mostShown} (${defaultShown}).` },
  },
  positionals: [0, 0],
  async run(context) {
    const limit = Math.min(mostShown, countOption(context, "limit", 1) ?? defaultShown);
    const services = await context.services();
    const view = await services.ledger.view(limit);
    context.terminal.answer(view, () => describeLedger(view));
  },
};

function describeLedger({ machine, engineVersion, accuracy, entries }: LedgerView): string {
  const head = [`${say(machine)}\n${engineVersion}`];
  if (entries.length === 0) return [...head, "Nothing was loaded here yet."].map(printableLines).join("\n\n");
  if (accuracy !== null) head.push(sayAccuracy(accuracy));
  head.push("Memory is what must stay free, on the processor and on GPUs; pages of a model's file come and go.");
  const rows = entries.map((entry) => [
    new Date(entry.at).toISOString().slice(0, 16).replace("T", " "),
    printable(`${entry.name} ${entry.label}`),
    formatContext(entry.plan.contextTokens),
    memoryWords(entry.predicted),
    entry.outcome === "failed" ? "failed" : memoryWords(entry.measured),
    speedWords(entry),
    entry.failure === null ? "" : printable(sayError(entry.failure)),
  ]);
  const names = ["WHEN (UTC)", "VARIANT", "CONTEXT", "PREDICTED", "MEASURED", "TOKENS/S", ""];
  return [...head.map(printableLines), table([names, ...rows], [2, 3, 4, 5])].join("\n\n");
}

const printableLines = (text: string): string => text.split("\n").map(printable).join("\n");

function memoryWords(memory: LedgerEntry["measured"]): string {
  const bytes = memory === null ? null : usedBytes(memory);
  return bytes === null ? "" : formatBytes(bytes);
}

/** The measured speeds from the shallowest to the deepest context. */
function speedWords({ speeds }: LedgerEntry): string {
  const known = speeds.flatMap(({ tokensPerSecond }) => (tokensPerSecond === null ? [] : [tokensPerSecond]));
  if (known.length === 0) return "";
  const ends = known.length === 1 ? known : [known[0] ?? 0, known.at(-1) ?? 0];
  return ends.map((speed) => speed.toFixed(1)).join(" to ");
}
