import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Benchmark, type Comparison, table } from "./harness.ts";

/** `npm run bench [-- NAME...] [--json]`: every module beside this one that is not the harness is a benchmark. */
const names = readdirSync(new URL(".", import.meta.url))
  .filter((file) => file.endsWith(".ts") && file !== "main.ts" && file !== "harness.ts")
  .map((file) => file.slice(0, -".ts".length))
  .sort();

const { values, positionals } = parseArgs({
  options: { json: { type: "boolean", default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark called ${unknown.join(", ")}. There are: ${names.join(", ")}.`);
  process.exit(2);
}

const comparisons: Comparison[] = [];
let failed = false;
for (const name of positionals.length > 0 ? positionals : names) {
  const { benchmark } = (await import(`./${name}.ts`)) as { benchmark: Benchmark };
  try {
    comparisons.push(...(await benchmark.run((text) => console.error(`${name}: ${text}`))));
  } catch (error) {
    // The others' figures are still worth having.
    console.error(`${name}: failed:`, error);
    failed = true;
  }
}
console.log(values.json ? JSON.stringify({ bench: comparisons }) : table(comparisons));
process.exit(failed || comparisons.some(({ met }) => met === false) ? 1 : 0);
