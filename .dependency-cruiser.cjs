/**
 * The import rules of the architecture (docs/architecture.md). `test/unit/lint/import-rules.test.ts` proves for each of
 * them that a violation fails.
 */

/** A domain may import the public entry of those to its right, `core` and `contract`. */
const upstream = {
  settings: [],
  hardware: ["settings"],
  catalog: ["settings"],
  recommend: [],
  download: ["catalog", "settings"],
  components: ["download", "catalog", "settings"],
  library: ["download", "catalog", "settings"],
  engine: ["library", "download", "recommend", "catalog", "hardware", "settings"],
  ledger: ["library", "recommend"],
  chat: ["engine", "library", "download", "recommend", "catalog", "hardware", "settings"],
};

/** Where the domains are joined: `services` for window and command line alike, the others on top of it. */
const compositionRoots = ["services", "cli", "index\\.ts$"];
/** May look into `services`: the composition roots, and what takes its types. */
const servicesClients = [...compositionRoots, "app", "ipc"];

const anyOf = (names) => `(${names.join("|")})`;
const packageNamed = (name) => `(^|node_modules/)(@types/)?${name}(/|$)`;

const domainRules = Object.entries(upstream).map(([domain, allowed]) => ({
  name: `upstream-of-${domain}`,
  comment: `${domain} imports core, contract${allowed.length > 0 ? `, ${allowed.join(", ")}` : ""} and itself.`,
  severity: "error",
  from: { path: `^src-main/${domain}/` },
  to: {
    path: "^(src-main|src-renderer|test|scripts)/",
    pathNot: [
      `^src-main/${anyOf(["core", "contract", domain])}/`,
      ...(allowed.length > 0 ? [`^src-main/${anyOf(allowed)}/`] : []),
    ],
  },
}));

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "What needs each other is one thing, or has a third thing in common.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "resolvable",
      comment: "An import that leads nowhere fails at run time. These three are packages of types alone.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^(hast|mdast|unist)$" },
    },
    {
      name: "pure-without-node",
      comment: "contract, core and recommend run anywhere: no Node.",
      severity: "error",
      from: { path: "^src-main/(contract|core|recommend)/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "pure-without-packages",
      comment: "contract, core and recommend run anywhere: no package but zod.",
      severity: "error",
      from: { path: "^src-main/(contract|core|recommend)/" },
      to: { path: "node_modules/", pathNot: packageNamed("zod") },
    },
    {
      name: "foundations",
      comment: "contract and core know no domain.",
      severity: "error",
      from: { path: "^src-main/(contract|core)/" },
      to: { path: "^(src-main|src-renderer|test|scripts)/", pathNot: "^src-main/(contract|core)/" },
    },
    ...domainRules,
    {
      name: "public-entry-only",
      comment: "From outside, a domain is its index.ts.",
      severity: "error",
      from: { path: "^src-main/([^/]+)" },
      to: {
        path: "^src-main/[^/]+/",
        pathNot: ["^src-main/$1/", "^src-main/[^/]+/index\\.ts$", "^src-main/(contract|core)/"],
      },
    },
    {
      name: "composition-root-only",
      comment: "Only where the services meet may several domains be known.",
      severity: "error",
      from: { path: "^src-main/", pathNot: `^src-main/${anyOf([...compositionRoots, ...Object.keys(upstream)])}` },
      to: { path: `^src-main/${anyOf(Object.keys(upstream))}/`, pathNot: "^src-main/settings/" },
    },
    {
      name: "services-from-above",
      comment: "Nothing below the composition root looks up to it.",
      severity: "error",
      from: { path: "^src-main/", pathNot: `^src-main/${anyOf(servicesClients)}` },
      to: { path: "^src-main/(services|cli)/" },
    },
    {
      name: "electron-at-the-edge",
      comment: "Everything but index.ts, app, ipc and preload runs under plain Node.",
      severity: "error",
      from: { pathNot: "^src-main/(index\\.ts$|app/|ipc/|preload/)" },
      to: { path: packageNamed("electron") },
    },
    {
      name: "llama-in-the-worker",
      comment: "The engine's native code lives in its own process.",
      severity: "error",
      from: { pathNot: "^src-main/engine/worker/" },
      to: { path: packageNamed("node-llama-cpp") },
    },
    {
      name: "worker-by-itself",
      comment: "The worker is another program: others speak its protocol and never import it.",
      severity: "error",
      from: { pathNot: "^src-main/engine/worker/" },
      to: { path: "^src-main/engine/worker/" },
    },
    {
      name: "sqlite-in-library-db",
      comment: "SQL and its driver stay in one folder.",
      severity: "error",
      from: { pathNot: "^src-main/library/db/" },
      to: { path: packageNamed("better-sqlite3") },
    },
    {
      name: "renderer-knows-the-contract",
      comment: "Of main, the window knows the contract and nothing else.",
      severity: "error",
      from: { path: "^src-renderer/" },
      to: { path: "^(src-main|test|scripts)/", pathNot: "^src-main/contract/" },
    },
    {
      name: "renderer-takes-types",
      comment: "Schemas and zod stay in main; the window is typed by them.",
      severity: "error",
      from: { path: "^src-renderer/" },
      to: { path: "^src-main/contract/", dependencyTypesNot: ["type-only"] },
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
      to: { path: "^(src-main|src-renderer)/", pathNot: "^src-renderer/(ui|styles)/" },
    },
    {
      name: "main-without-window",
      comment: "Main and window meet in the contract.",
      severity: "error",
      from: { path: "^src-main/" },
      to: { path: "^(src-renderer|test|scripts)/" },
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
