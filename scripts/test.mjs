/**
 * Everything that must hold: types, lint, unit and component tests, the build, and end-to-end tests in the real window
 * and in a package. Goes on after a failure, and ends with one line over all of it.
 *
 *   npm test                          all of it
 *   npm test -- --only types,lint     some parts (for their names see `parts`)
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { setup } from "./setup.mjs";
import { build } from "./setup/build.mjs";
import { withDisplay } from "./setup/display.mjs";
import { makePackage } from "./setup/package.mjs";
import { node24, root } from "./setup/paths.mjs";
import { SetupError, fail } from "./setup/report.mjs";
import { run } from "./setup/run.mjs";
import {
  addCounts,
  describeCounts,
  oneCheck,
  playwrightCounts,
  readReport,
  vitestCounts,
  zero,
} from "./setup/test-report.mjs";

const reports = join(root, "out", "test-reports");
const inModules = (path) => join(root, "node_modules", path);

/** `tools` have one thread each and are silent when all is well; what the others run takes all cores and reports as it goes. */
const parts = {
  // The longest first: two tools run at a time.
  lint: { title: "Lint", tools: [["eslint/bin/eslint.js", ".", "--max-warnings", "0"]] },
  types: {
    title: "Types",
    tools: ["src-shared", "src-main", "src-main/doors/preload", "."].map((project) => [
      "typescript/bin/tsc",
      "--project",
      project,
    ]),
  },
  components: {
    title: "Types of components",
    tools: ["src-renderer", "."].map((project) => [
      "svelte-check/bin/svelte-check",
      "--tsconfig",
      `./${project}/tsconfig.json`,
      "--fail-on-warnings",
    ]),
  },
  imports: {
    title: "Import rules",
    tools: [
      [
        "dependency-cruiser/bin/dependency-cruiser.mjs",
        "--config",
        ".dependency-cruiser.cjs",
        "src-main",
        "src-renderer",
        "src-shared",
      ],
    ],
  },
  unit: { title: "Unit and component tests", check: unitTests },
  build: { title: "Build", check: buildAll },
  e2e: { title: "End-to-end tests in the window", check: (ready) => inTheWindow(ready, "e2e") },
  package: { title: "The packaged application", check: packageTest },
};
const toolsAtOnce = 2;

try {
  const { values } = parseArgs({ options: { only: { type: "string" } } });
  process.exitCode = await runParts(values.only?.split(",") ?? Object.keys(parts));
} catch (error) {
  fail(error);
}

async function runParts(names) {
  const unknown = names.find((name) => !(name in parts));
  if (unknown) throw new SetupError(`There is no part "${unknown}". Parts: ${Object.keys(parts).join(", ")}.`);
  const ready = await setup({ electron: true, display: true, model: true });
  mkdirSync(reports, { recursive: true });
  const ended = [];
  const check = async (name) => ended.push(await checkPart(parts[name], ready));
  const tools = names.filter((name) => "tools" in parts[name]);
  const lanes = Array.from({ length: toolsAtOnce }, async () => {
    for (let name = tools.shift(); name !== undefined; name = tools.shift()) await check(name);
  });
  await Promise.all(lanes);
  for (const name of names) if (!("tools" in parts[name])) await check(name);
  const total = ended.map(({ counts }) => counts).reduce(addCounts, zero);
  const failed = ended.filter(({ counts }) => counts.failed > 0).map(({ title }) => title);
  process.stdout.write(`\n${failed.length > 0 ? `Failed: ${failed.join(", ")}\n` : ""}${describeCounts(total)}\n`);
  return total.failed > 0 ? 1 : 0;
}

async function checkPart({ title, tools, check }, ready) {
  const heading = `\n=== ${title}\n`;
  // Tools run beside others, and say what they have to say at their end.
  if (check !== undefined) process.stdout.write(heading);
  const started = Date.now();
  const { output, ...counts } = await withFailureCounted(check ?? (() => runTools(tools, ready)), ready);
  const seconds = Math.round((Date.now() - started) / 1000);
  const said = check === undefined ? `${heading}${output ?? ""}` : "";
  process.stdout.write(`${said}=== ${title}: ${describeCounts(counts)} (${seconds} s)\n`);
  return { title, counts };
}

/** What keeps a part from running, a build that fails for one, is its failure and not the end of the others. */
async function withFailureCounted(check, ready) {
  try {
    return await check(ready);
  } catch (error) {
    process.stdout.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
    return oneCheck(false);
  }
}

/** One after another, as one check. */
async function runTools(tools, { env }) {
  let output = "";
  let failed = false;
  for (const [script, ...args] of tools) {
    const done = await run(node24, [inModules(script), ...args], { env, quiet: true });
    if (done.code === 0) continue;
    failed = true;
    output += done.output;
  }
  return { ...oneCheck(!failed), output };
}

async function unitTests({ env }) {
  const report = join(reports, "unit.json");
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { code } = await run(node24, [inModules("vitest/vitest.mjs"), ...args], { env });
  return readReport(report, code, vitestCounts);
}

async function buildAll(ready) {
  await build(ready, { force: true });
  return oneCheck(true);
}

/** The Playwright tests of a folder under `test/`. */
async function inTheWindow(ready, folder) {
  const report = join(reports, `${folder}.json`);
  await build(ready);
  const args = ["test", "--config", `test/${folder}/playwright.config.ts`, "--reporter=list,json"];
  const { code } = await withDisplay({ ...ready.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report }, (env) =>
    run(node24, [inModules("@playwright/test/cli.js"), ...args], { env }),
  );
  return readReport(report, code, playwrightCounts);
}

async function packageTest(ready) {
  await makePackage(ready);
  return inTheWindow(ready, "package");
}
