/**
 * The names of every call and event between main and renderer, which are all that the preload script needs. `calls.ts` and
 * `events.ts` are typed by this list: a name added here does not compile until both sides handle it.
 */
export const callNames = {
  app: ["info", "openLink", "ready"],
  machine: ["get", "refresh", "measureBandwidth", "common", "limits"],
  catalog: ["search", "ladder", "fits", "explain", "frontier", "check", "suggest", "licence"],
  components: ["list", "install", "pause", "remove"],
  downloads: ["list", "start", "pause", "resume", "cancel", "clear"],
  library: ["list", "import", "verify", "move", "remove", "reveal", "fits", "elsewhere"],
  lab: ["list", "parting", "estimate", "chooseText", "measure"],
  modelFolders: ["list", "add", "remove", "choose", "open"],
  jobs: ["list", "cancel", "dismiss"],
  requests: ["list", "answer"],
  engine: ["state", "load", "cancelLoad", "unload", "unloadSession"],
  chat: [
    "list",
    "search",
    "folders",
    "createFolder",
    "renameFolder",
    "removeFolder",
    "arrange",
    "get",
    "earlier",
    "create",
    "rename",
    "update",
    "remove",
    "send",
    "stop",
    "answerNow",
    "prompt",
    "retry",
    "edit",
    "replace",
    "continue",
    "branchOff",
    "removeMessage",
    "selectBranch",
    "editSummary",
    "removeSummary",
    "draft",
    "edits",
    "keepEdit",
    "keepDraft",
  ],
  compare: ["list", "start", "stop", "resume", "vote", "reveal", "remove"],
  presets: ["list", "save", "remove", "profile", "choose"],
  prompts: ["list", "save", "remove"],
  presetFiles: ["export", "import"],
  chatFiles: ["choose", "drop", "preview", "import", "export", "reveal"],
  backup: ["save", "restore", "waiting", "cancelRestore"],
  ledger: ["list"],
  settings: ["get", "patch", "setHubToken", "openModelsFolder", "chooseModelsFolder"],
} as const;

/** Domain and name of the call whose input is files that were dropped on the page; the preload script puts their paths in their place. */
export const droppedFilesCall = ["chatFiles", "drop"] as const;

export const eventNames = [
  "machine",
  "components",
  "downloads",
  "library",
  "jobs",
  "requests",
  "engine",
  "chatDelta",
  "chatChanged",
  "conversations",
  "comparisons",
  "comparisonDelta",
  "presets",
  "prompts",
  "conversationFolders",
  "ledger",
  "settings",
] as const;

export type CallNames = typeof callNames;
export type Domain = keyof CallNames;
export type EventName = (typeof eventNames)[number];
