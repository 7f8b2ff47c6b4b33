/**
 * The import rules of the architecture (docs/architecture.md). `test/unit/lint/import-rules.test.ts` proves for each of
 * them that a violation fails.
 */

/** The floors of `src-main` from the top, each with its rooms, and of its own floor what a room imports. */
const floors = {
  doors: { app: [], ipc: [], preload: [], cli: [] },
  composition: null,
  answers: {
    engine: [],
    presets: ["engine"],
    loading: ["engine"],
    chat: ["engine", "loading"],
    compare: ["chat", "engine", "loading"],
  },
  models: {
    capability: [],
    catalog: ["capability"],
    recommend: ["capability"],
    download: ["catalog"],
    components: ["catalog", "download"],
    library: ["catalog", "download"],
    stores: ["catalog", "library"],
    ledger: ["recommend"],
    planning: ["capability", "catalog", "ledger", "library", "recommend"],
    lab: ["catalog", "library", "planning", "recommend"],
  },
  ground: {
    core: [],
    schemas: [],
    timing: [],
    inputs: ["core", "schemas"],
    processes: ["timing"],
    files: ["core"],
    storage: ["core", "schemas"],
    backup: ["core", "files", "inputs", "processes", "schemas", "storage"],
    jobs: ["core", "storage"],
    requests: ["core"],
    settings: ["core", "files", "inputs"],
    hardware: ["core", "files", "processes", "timing"],
  },
};

/** The same under them all. */
const shared = { contract: [], figures: ["contract"], words: ["contract", "figures"] };

const anyOf = (names) => `(?:${names.join("|")})`;
const packageNamed = (name) => `(^|node_modules/)(@types/)?${name}(/|$)`;

const names = Object.keys(floors);
const withRooms = Object.entries(floors).filter(([, rooms]) => rooms !== null);
/** A room's folder; `composition` is a floor of one. */
const room = anyOf([
  ...names.filter((name) => floors[name] === null),
  ...withRooms.map(([floor, rooms]) => `${floor}/${anyOf(Object.keys(rooms))}`),
]);
/** Nothing that the app is made of is found there by `src-shared` or `src-main`. */
const elsewhere = ["src-renderer", "test", "scripts"];

const floorRules = names.slice(1).map((floor, index) => ({
  name: `below-${floor}`,
  comment: `${floor} knows nothing above it.`,
  severity: "error",
  from: { path: `^src-main/${floor}/` },
  to: { path: `^src-main/(index\\.ts$|${anyOf(names.slice(0, index + 1))}/)` },
}));

const roomRules = [["src-shared", shared], ...withRooms.map(([floor, rooms]) => [`src-main/${floor}`, rooms])].flatMap(
  ([folder, rooms]) =>
    Object.entries(rooms).map(([name, arrows]) => ({
      name: `beside-${name}`,
      comment: `Of its own floor, ${name} imports ${arrows.join(" and ") || "nothing"}.`,
      severity: "error",
      from: { path: `^${folder}/${name}/` },
      to: { path: `^${folder}/`, pathNot: `^${folder}/${anyOf([name, ...arrows])}/` },
    })),
);

/** Run anywhere: in the window, in any process, in a test without a disk. */
const pure = "^(src-shared|src-main/ground/(core|schemas|inputs)|src-main/models/(capability|recommend))/";
/** Of them, what parses. */
const parsing = "^src-main/ground/(schemas|inputs)/";

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "What needs each other is one thing, or has a third thing in common. Types count.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "resolvable",
      comment: "An import that leads nowhere fails at run time. These three are packages of types alone.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^(hast|mdast|unist)$" },
    },
    ...floorRules,
    ...roomRules,
    {
      name: "rooms-by-name",
      comment: "A new room is named above, with what it imports.",
      severity: "error",
      from: {},
      to: {
        path: "^src-(main|shared)/",
        pathNot: [`^src-main/${room}/`, "^src-main/index\\.ts$", `^src-shared/${anyOf(Object.keys(shared))}/`],
      },
    },
    {
      name: "public-entry-only",
      comment: "From outside, a room is its index.ts.",
      severity: "error",
      from: { path: `^src-main/(${room}|index\\.ts$)` },
      to: { path: `^src-main/${room}/`, pathNot: ["^src-main/$1/", `^src-main/${room}/index\\.ts$`] },
    },
    {
      name: "shared-entry-only",
      comment: "The same under the floors.",
      severity: "error",
      from: { path: "^(src-main|src-renderer|src-shared/[^/]+)/" },
      to: { path: "^src-shared/[^/]+/", pathNot: ["^$1/", "^src-shared/[^/]+/index\\.ts$"] },
    },
    {
      name: "thin-doors",
      comment: "The window's doors are handed the services; only the command line knows several rooms.",
      severity: "error",
      from: { path: "^src-main/doors/(app|ipc)/" },
      to: { path: "^src-main/(answers/|models/|ground/hardware/)" },
    },
    {
      name: "preload-by-itself",
      comment: "The script in the page holds names and nothing that works.",
      severity: "error",
      from: { path: "^src-main/doors/preload/" },
      to: { path: "^src-main/", pathNot: "^src-main/doors/preload/" },
    },
    {
      name: "preload-without-packages",
      comment: "What it imports runs in the page's process, beside content that is not ours.",
      severity: "error",
      from: { path: "^src-main/doors/preload/" },
      to: { path: "node_modules/", pathNot: packageNamed("electron") },
    },
    {
      name: "preload-without-node",
      comment: "A sandboxed script has none.",
      severity: "error",
      from: { path: "^src-main/doors/preload/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "pure-without-node",
      comment: "src-shared, core, schemas, inputs, capability and recommend run anywhere: no Node.",
      severity: "error",
      from: { path: pure },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "pure-without-packages",
      comment: "src-shared, core and recommend need nobody's code.",
      severity: "error",
      from: { path: pure, pathNot: parsing },
      to: { path: "node_modules/" },
    },
    {
      name: "parsing-with-zod-alone",
      comment: "schemas and inputs need zod and nothing else.",
      severity: "error",
      from: { path: parsing },
      to: { path: "node_modules/", pathNot: packageNamed("zod") },
    },
    {
      name: "pure-without-impure",
      comment: "recommend is handed what others found out.",
      severity: "error",
      from: { path: pure },
      to: { path: "^src-main/", pathNot: pure },
    },
    {
      name: "shared-by-itself",
      comment: "src-shared is under every floor.",
      severity: "error",
      from: { path: "^src-shared/" },
      to: { path: `^${anyOf(["src-main", ...elsewhere])}/` },
    },
    {
      name: "electron-at-the-edge",
      comment: "Everything but index.ts, app, ipc and preload runs under plain Node.",
      severity: "error",
      from: { pathNot: "^src-main/(index\\.ts$|doors/(app|ipc|preload)/)" },
      to: { path: packageNamed("electron") },
    },
    {
      name: "llama-in-the-worker",
      comment: "The engine's native code lives in its own process.",
      severity: "error",
      from: { pathNot: "^src-main/answers/engine/worker/" },
      to: { path: packageNamed("node-llama-cpp") },
    },
    {
      name: "worker-by-itself",
      comment: "The worker is another program: others speak its protocol and never import it.",
      severity: "error",
      from: { pathNot: "^src-main/answers/engine/worker/" },
      to: { path: "^src-main/answers/engine/worker/" },
    },
    {
      name: "koffi-in-the-lab",
      comment: "A wrong call of the engine's C API ends the process: only the lab's child makes any.",
      severity: "error",
      from: { pathNot: "^src-main/models/lab/worker/" },
      to: { path: packageNamed("koffi") },
    },
    {
      name: "lab-worker-by-itself",
      comment: "The lab's child is another program: others speak its protocol and never import it.",
      severity: "error",
      from: { path: "^src-main/", pathNot: "^src-main/models/lab/worker/" },
      to: { path: "^src-main/models/lab/worker/" },
    },
    {
      name: "children-in-one-room",
      comment: "Every process that is started can be ended, and ends with Bitloft.",
      severity: "error",
      from: { path: "^src-main/", pathNot: "^src-main/ground/processes/" },
      to: { path: "^(node:)?child_process$" },
    },
    {
      name: "sqlite-in-one-room",
      comment: "SQL's driver stays in one room.",
      severity: "error",
      from: { pathNot: "^src-main/ground/storage/" },
      to: { path: packageNamed("better-sqlite3") },
    },
    {
      name: "rows-in-tables",
      comment:
        "Rows are written and read in a file that is named for it, and the file is opened by composition alone. A backup takes it as a whole.",
      severity: "error",
      from: {
        path: "^src-main/",
        pathNot: "^src-main/(ground/(storage|backup)|composition)/|-(table|row|journal)\\.ts$",
      },
      to: { path: "^src-main/ground/storage/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "tables-at-home",
      comment: "A table is its own room's: others ask the room.",
      severity: "error",
      from: { path: "^src-main/.*/index\\.ts$" },
      to: { path: "-(table|row)\\.ts$" },
    },
    {
      name: "renderer-without-main",
      comment: "Main and window meet in src-shared.",
      severity: "error",
      from: { path: "^src-renderer/" },
      to: { path: "^(src-main|test|scripts)/" },
    },
    {
      name: "renderer-without-node",
      comment: "The window is sandboxed.",
      severity: "error",
      from: { path: "^src-renderer/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "features-apart",
      comment: "A feature can be taken out without touching another.",
      severity: "error",
      from: { path: "^src-renderer/features/([^/]+)/" },
      to: { path: "^src-renderer/features/[^/]+/", pathNot: "^src-renderer/features/$1/" },
    },
    {
      name: "ui-knows-no-domain",
      comment: "Primitives are told what to show.",
      severity: "error",
      from: { path: "^src-renderer/ui/" },
      to: { path: "^(src-main|src-renderer|src-shared/contract)/", pathNot: "^src-renderer/(ui|styles)/" },
    },
    {
      name: "main-without-window",
      comment: "Main and window meet in src-shared.",
      severity: "error",
      from: { path: "^src-main/" },
      to: { path: `^${anyOf(elsewhere)}/` },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // Type imports are dependencies too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".svelte", ".js", ".mjs", ".cjs", ".json"],
      conditionNames: ["svelte", "import", "node", "default"],
      exportsFields: ["exports"],
    },
  },
};
