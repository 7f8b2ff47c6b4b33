import { parseArgs } from "node:util";
import { allMutants } from "./all-mutants.ts";
import type { Mutant } from "./mutant.ts";
import { failingTests, runTests } from "./run-tests.ts";
import { ScratchCopy } from "./scratch-copy.ts";

/**
 * `npm run mutants [-- ID... | FILE...] [--jobs N]`: plants each fault of the lists, one at a time and in a copy of the tree, runs the
 * tests that should notice, and names the survivors. First the same tests run without a fault: what fails then proves nothing.
 */
const { values, positionals } = parseArgs({
  options: { jobs: { type: "string", default: "2" } },
  allowPositionals: true,
});
const jobs = Math.max(1, Math.floor(Number(values.jobs)) || 1);
const wanted = (await allMutants()).filter(
  ({ id, file }) => positionals.length === 0 || positionals.some((word) => id === word || file.startsWith(word)),
);
if (wanted.length === 0) {
  console.error(`No fault is called ${positionals.join(", ")}, nor planted there.`);
  process.exit(2);
}
// So that the copies are removed.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
process.exit(await run(wanted));

async function run(mutants: Mutant[]): Promise<number> {
  const planted = mutants.filter(({ equivalent }) => equivalent === undefined);
  const tests = [...new Set(planted.flatMap((mutant) => mutant.tests ?? []))];
  {
    using copy = new ScratchCopy();
    console.log(`${planted.length} faults, ${tests.length} test files. First without a fault.`);
    const failing = await failingTests(copy.folder, tests);
    if (failing.length > 0) {
      console.error(`These fail without a fault, and prove nothing: ${failing.join(", ")}`);
      return 1;
    }
  }
  const survivors: string[] = [];
  const queue = [...planted];
  const work = async (): Promise<void> => {
    using copy = new ScratchCopy();
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const { id, file, promise, tests: own = [] } = mutant;
      const begun = performance.now();
      const outcome = await copy.withFault(mutant, () => runTests(copy.folder, own));
      const seconds = ((performance.now() - begun) / 1000).toFixed(0);
      const word = outcome === "failed" ? "noticed" : outcome === "passed" ? "SURVIVED" : "DID NOT RUN";
      console.log(`${word.padEnd(11)} ${id.padEnd(6)} ${file}: ${promise} (${seconds} s)`);
      if (outcome !== "failed") survivors.push(id);
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, planted.length) }, work));
  for (const { id, file, equivalent } of mutants) {
    if (equivalent !== undefined) console.log(`equivalent  ${id.padEnd(6)} ${file}: ${equivalent}`);
  }
  const named = survivors.length > 0 ? `: ${survivors.sort().join(", ")}` : "";
  console.log(
    `\n${planted.length - survivors.length} of ${planted.length} noticed, ${survivors.length} survived${named}`,
  );
  return survivors.length > 0 ? 1 : 0;
}
