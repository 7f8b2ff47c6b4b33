import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ESLint, Linter } from "eslint";
import ts from "typescript";
import { expect, it } from "vitest";
import { root } from "../../../scripts/setup/paths.mjs";

/** What only some of the surroundings have: a window, Node, or every one but bare JavaScript. */
const names = [
  "document",
  "window",
  "HTMLElement",
  "process",
  "Buffer",
  "setImmediate",
  "URL",
  "console",
  "setTimeout",
];

it.each<[folder: string, missing: string[]]>([
  ["src-shared", names],
  ["src-main", ["document", "window", "HTMLElement"]],
  ["src-renderer", ["process", "Buffer", "setImmediate"]],
  ["src-main/doors/preload", []],
])("in %s the compiler knows what is there, and nothing else", (folder, missing) => {
  expect(unknownNames(join(root, folder))).toEqual(missing);
});

it.each([
  "src-shared/contract/probe.ts",
  "src-main/ground/core/probe.ts",
  "src-main/ground/schemas/probe.ts",
  "src-main/ground/inputs/probe.ts",
  "src-main/models/recommend/probe.ts",
])("%s may name neither the window's things nor Node's", async (file) => {
  const configured = (await new ESLint({ cwd: root }).calculateConfigForFile(join(root, file))) as Linter.Config;
  const rule = configured.rules?.["no-restricted-globals"];
  const found = new Linter().verify(
    "process.exit(); document.title = ''; fetch(''); setTimeout(String); const a = new Map();",
    { rules: { "no-restricted-globals": rule ?? "off" } },
  );
  expect(found.map(({ message }) => /'(\w+)'/.exec(message)?.[1])).toEqual([
    "process",
    "document",
    "fetch",
    "setTimeout",
  ]);
});

/** Which of `names` a file beside the folder's own could not use, by the folder's tsconfig and all that its files bring along. */
function unknownNames(folder: string): string[] {
  const configPath = join(folder, "tsconfig.json");
  const { config } = ts.readConfigFile(configPath, (path) => ts.sys.readFile(path)) as { config: unknown };
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const probe = join(folder, "probe.ts");
  const text = [...packagesOfComponents(folder).map((name) => `import "${name}";`), ...names.map((name) => `${name};`)];
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (path) => (path === probe ? text.join("\n") : readFile(path));
  host.fileExists = (path) => path === probe || fileExists(path);
  host.getSourceFile = (path, version) => {
    const source = host.readFile(path);
    return source === undefined ? undefined : ts.createSourceFile(path, source, version);
  };
  const program = ts.createProgram([...fileNames, probe], options, host);
  const complaints = program
    .getSemanticDiagnostics(program.getSourceFile(probe))
    .map(({ messageText }) => /Cannot find name '(\w+)'/.exec(ts.flattenDiagnosticMessageText(messageText, " "))?.[1]);
  return names.filter((name) => complaints.includes(name));
}

/** The compiler alone does not look into components; what they import may bring surroundings along too. */
function packagesOfComponents(folder: string): string[] {
  const found = new Set<string>();
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".svelte")) continue;
    for (const [, name = ""] of readFileSync(join(folder, path), "utf8").matchAll(/ from "([^."][^"]*)"/g))
      found.add(name);
  }
  return [...found];
}
