import type { ComparedRow, ComparisonTable, TableFormat } from "../../../src-shared/contract/index.ts";

const columns: readonly [string, (row: ComparedRow) => string | number | null][] = [
  ["name", ({ variant }) => variant.name],
  ["label", ({ variant }) => variant.label],
  ["sizeBytes", ({ variant }) => variant.sizeBytes],
  ["won", ({ won }) => won],
  ["lost", ({ lost }) => lost],
  ["tied", ({ tied }) => tied],
  ["answers", ({ answers }) => answers],
  ["tokensPerSecond", ({ tokensPerSecond }) => tokensPerSecond],
  ["firstTokenMs", ({ firstTokenMs }) => firstTokenMs],
  ["measuredBytes", ({ measuredBytes }) => measuredBytes],
  ["predictedBytes", ({ predictedBytes }) => predictedBytes],
  ["klDivergence", ({ divergence }) => divergence?.mean ?? null],
  ["klDivergenceStandardError", ({ divergence }) => divergence?.standardError ?? null],
  ["comparedWith", ({ divergence }) => divergence?.reference ?? null],
];

/** The table as a file: `csv` has the variants, a row each; `json` the pairs with their votes as well. */
export function tableFile(table: ComparisonTable, format: TableFormat): string {
  if (format === "json") return `${JSON.stringify(table, null, 2)}\n`;
  const rows = [columns.map(([name]) => name), ...table.rows.map((row) => columns.map(([, of]) => cell(of(row))))];
  return `${rows.map((row) => row.join(",")).join("\r\n")}\r\n`;
}

/** A name must not become a formula in a program that opens the file. */
function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const said = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${said.replaceAll('"', '""')}"`;
}
