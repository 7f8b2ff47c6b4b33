import { counted } from "../../counted.ts";
import { programNames } from "../../program-names.ts";
import { changedParts } from "../changed-parts.ts";
import { figures } from "../figures.ts";
import { downloads as windowDownloads } from "../window/downloads.ts";
import { help } from "./help.ts";

/** What the command line alone says. */
export const englishTerminal = {
  help,
  usage: (usage: string) => `Usage: bitloft ${usage}`,
  notClosed: (reason: string) => `Not everything could be closed: ${reason}`,
  /** After a question, with the letters that answer it. */
  yesOrNo: "[y/N]",
  isYes: (reply: string) => /^y(es)?$/i.test(reply.trim()),
  none: "none",
  unknown: "unknown",

  machine: {
    computer: "Computer",
    cpu: "CPU",
    cores: (name: string, cores: number, usable: number) => `${name}, ${cores} cores, ${usable} usable for the engine`,
    instructions: "Instructions",
    memory: "Memory",
    memoryFree: (totalBytes: number, freeBytes: number) =>
      `${figures.memorySize(totalBytes)}, ${figures.memory(freeBytes)} free now`,
    memoryLimit: "Memory limit",
    bandwidth: "Bandwidth",
    bases: { measured: "measured", computed: "computed", table: "from a table", given: "given" },
    gpu: "GPU",
    memoryUnknown: "memory unknown",
    free: (bytes: number) => `${figures.memory(bytes)} free`,
    diskFree: (bytes: number) => `${figures.bytes(bytes)} free`,
    shares: "shares the system's memory",
    notUsable: "not usable by the engine",
    through: (backend: string) => `through ${backend}`,
    noGpu: "none found: models run on the CPU",
    disk: "Disk",
    notKnown: "Not known",
  },
  machines: { heads: ["ID", "COMPUTER", "FREE"] },
  labels: {
    heads: ["NAME", "ROLE", "LABEL", ""],
    roles: { variant: "variant", mmproj: "mmproj", imatrix: "imatrix", draft: "draft", other: "other" },
  },
  components: {
    deleted: (name: string) => `${name} is deleted; the cards work as they did before.`,
    none: "There are no further parts of the engine for this kind of computer.",
    onDisk: (bytes: number) => `${figures.bytes(bytes)} on the disk`,
    bundled: "came with Bitloft",
    toFetch: (bytes: number, receivedBytes: number) =>
      `${figures.bytes(bytes)} to download${receivedBytes > 0 ? `, ${figures.bytes(receivedBytes)} already here` : ""}`,
    states: {
      absent: "absent",
      downloading: "downloading",
      paused: "paused",
      installing: "installing",
      failed: "failed",
      installed: "installed",
      bundled: "bundled",
    },
    progress: (state: string, part: number, total: number) =>
      `${state}: ${figures.bytesPair(part, total).join(" of ")}`,
    nothingToFetch: (name: string) => `${name} came with Bitloft; there is nothing to download.`,
    installed: (name: string, version: string) =>
      `${name} ${version} is installed; its checksum is right. The next model that is loaded uses it.`,
  },
  fit: {
    model: (parameters: number, architecture: string, machine: string) =>
      `${figures.parameters(parameters)} parameters, ${architecture}, on ${machine}`,
    context: (tokens: number, kvType: string) => `Context ${figures.count(tokens)} tokens, ${kvType}`,
    doesNotRun: "does not run here",
    cannotChat: "cannot chat",
    heads: ["", "VARIANT", "FILE", "MEMORY", "TOK/S", "QUALITY", "VERDICT"],
    note: (text: string) => `Note: ${text}`,
    better: (text: string) => `Better: ${text}`,
  },
  frontier: {
    none: "There is nothing that Bitloft could run.",
    places: { gpu: "On the GPU", split: "On GPU and processor", cpu: "On the processor" },
    heads: ["MEMORY", "GPU", "VARIANT", "CONTEXT", "TOK/S", "WHEN FULL", "QUALITY", ""],
    fits: "fits now",
  },
  suggest: {
    none: (job: string) => `${job}: no model that Bitloft knows runs well here.`,
    heads: ["", "MODEL", "DOWNLOAD", "SPEED", "CAPABILITY"],
    notMeasured: "not measured",
    source: (ratedOn: string) =>
      `Rated by people's blind votes on full models (Arena, ${ratedOn}, CC BY 4.0) and by EuroEval.`,
    placed: "* placed by Bitloft, as people have not voted on it.",
  },
  search: {
    none: "No models found. Try fewer or other words.",
    heads: ["REPOSITORY", "SIZE", "CONTEXT", "DOWNLOADS", "SUITS THIS COMPUTER", ""],
    gated: "ask for access",
  },
  pull: {
    installed: (path: string, id: string) => `Installed ${path} as ${id}; its SHA-256 is right.`,
    received: (part: number, total: number) => figures.bytesPair(part, total).join(" of "),
    secondsLeft: (seconds: number) => `${seconds} s left`,
    verifying: "verifying",
    tryingAgain: (reason: string) => `trying again: ${reason}`,
  },
  downloads: {
    none: "Nothing is being downloaded.",
    heads: ["ID", "MODEL", "VARIANT", "RECEIVED", "STATE"],
    waitsFor: windowDownloads.waitsFor,
    states: windowDownloads.states,
  },
  library: {
    none: "Nothing is installed yet.",
    noneYet: "Nothing is installed yet. `bitloft search` finds models, `bitloft pull` downloads one.",
    heads: ["ID", "NAME", "VARIANT", "SIZE", "STATE", "PATH", ""],
    states: { ready: "ready", missing: "missing", away: "away", damaged: "damaged", unverified: "unverified" },
    reading: (name: string, doneBytes: number) => `Reading ${name}: ${figures.bytes(doneBytes)}`,
    readingOf: (name: string, doneBytes: number, totalBytes: number) =>
      `Reading ${name}: ${figures.bytesPair(doneBytes, totalBytes).join(" of ")}`,
    added: (name: string, sizeBytes: number, id: string) => `Added ${name} (${figures.bytes(sizeBytes)}) as ${id}.`,
    ok: "ok",
    failed: "FAILED",
    askRemove: (name: string) => `Remove ${name} from the library? The file stays.`,
    askDelete: (name: string, sizeBytes: number) => `Delete ${name}, ${figures.bytes(sizeBytes)}?`,
    removed: (name: string, path: string) => `${name} was removed from the library; its file stays at ${path}.`,
    deleted: (name: string, sizeBytes: number) => `Deleted ${name}, ${figures.bytes(sizeBytes)}.`,
  },
  folders: {
    heads: ["FOLDER", "USED", "FREE", "VARIANTS", ""],
    isDefault: "new downloads go here",
    away: "not connected",
    added: (path: string) => `Added ${path}.`,
    removed: (path: string) => `Forgot ${path}. Its files stay.`,
  },
  move: {
    copying: (name: string, doneBytes: number, totalBytes: number) =>
      `Moving ${name}: ${figures.bytesPair(doneBytes, totalBytes).join(" of ")}`,
    moved: (name: string, path: string) => `${name} is at ${path} now.`,
  },
  stores: {
    none: "No other program that Bitloft knows keeps models here.",
    noneInFolders: "There are no models in these folders.",
    heads: ["PROGRAM", "NAME", "VARIANT", "SIZE", "STATE", "PATH"],
    programs: { ...programNames, folder: "folder" },
    states: { free: "can be used", inLibrary: "in the library", refused: "does not run" },
    refused: (name: string, why: string) => `${name}: ${why}`,
    searchFor: (text: string) => `Try \`bitloft search ${text}\`.`,
    partial: "There is more here than Bitloft reads in one go; some models may be missing.",
    hint: "`bitloft scan --use` takes into the library what can be used. The files stay where they are.",
    used: (name: string, id: string) => `${name} is in the library as ${id}.`,
    nothingToUse: "There is nothing to use that the library does not have.",
    linking: (doneBytes: number, totalBytes: number | null) =>
      totalBytes === null ? "Looking" : `Looking at ${figures.bytesPair(doneBytes, totalBytes).join(" of ")}`,
    problems: {
      "may-not-read": (path: string) => `${path} cannot be read: it belongs to another user.`,
      "not-understood": (path: string) => `${path} is not in the expected form.`,
      "leads-outside": (path: string) => `${path} names a file outside its program's folder.`,
    },
  },
  updates: {
    none: (asked: number) =>
      asked === 0
        ? "Nothing that was downloaded is installed."
        : `Everything is as it is on Hugging Face (${counted(asked, "repository", "repositories")}).`,
    heads: ["ID", "VARIANT", "WHAT CHANGED", "COMMIT"],
    kinds: {
      "re-uploaded": "the same name with different content",
      "new-revision": "a new revision, the file as it was",
      gone: "no longer in the repository",
    },
    changed: changedParts,
    how: "`bitloft pull REPO:VARIANT` downloads the new one and leaves the old one; `bitloft rm ID` deletes the old one.",
  },
  dedupe: {
    none: "Nothing is installed twice.",
    copies: (name: string, label: string, places: number, sizeBytes: number, freesBytes: number) =>
      `${name} ${label}, ${figures.bytes(sizeBytes)}, in ${counted(places, "place", "places")}; ${figures.bytes(freesBytes)} can be freed`,
    kept: "stays",
    goes: "a copy; --delete deletes it",
    stays: (owner: string) =>
      owner === "bitloft" ? "the same file under a second name" : `stays: not Bitloft's (${owner})`,
    several: (name: string, variants: number) => `${name}: ${counted(variants, "variant", "variants")}`,
    size: (bytes: number) => figures.bytes(bytes),
    speed: (tokensPerSecond: number) => `${figures.speedFigure(tokensPerSecond)} tok/s`,
    divergence: (mean: number, error: number) =>
      `KL divergence ${figures.divergence(mean)} ± ${figures.divergence(error)}`,
    quicker: (keep: string, other: string) =>
      `  ${keep} is the quicker of two that you cannot tell apart; the other is ${other}.`,
    unusedHeads: ["NOT USED FOR 3 MONTHS", "SIZE"],
    ask: (bytes: number) => `Delete the copies, ${figures.bytes(bytes)}? They do not go to the trash.`,
    deleted: (copies: number, bytes: number) =>
      `Deleted ${counted(copies, "copy", "copies")}, ${figures.bytes(bytes)}. Conversations continue with what stays.`,
  },
  inspect: {
    file: (name: string, version: number, sizeBytes: number, tensors: number) =>
      `${name}: GGUF version ${version}, ${figures.bytes(sizeBytes)}, ${figures.count(tensors)} tensors`,
    valueHeads: ["KEY", "TYPE", "VALUE"],
    typeHeads: ["TENSORS OF TYPE", "COUNT", "SIZE"],
    tensorHeads: ["TENSOR", "TYPE", "SHAPE", "SIZE"],
  },
  chat: {
    loading: (name: string, percent: number) => `Loading ${name} ${percent} %`,
    next: (reason: string, changes: string) => `${reason} Next: ${changes}.`,
    askLoad: (changes: string) => `Load with ${changes}?`,
    thinking: "Thinking…",
    cutShort: "The answer ended before it had the form that was asked for.",
    differs: (at: string) => `The answer does not have the form that was asked for${at === "" ? "" : `: see ${at}`}.`,
    wasReasoning: "That was its reasoning. The answer:",
    speed: (tokensPerSecond: number) => `${figures.number(tokensPerSecond, 1)} tok/s`,
    firstWord: (seconds: number) => `first word in ${figures.number(seconds, 2)} s`,
    used: (tokens: number, contextTokens: number) => `${tokens} of ${contextTokens} tokens`,
    templateUsedAgain: "The chat template in this model's file is used again.",
    templateFailsForNow: (reason: string, form: string) =>
      `The chat template in this model's file was given up for now (${reason}). Questions are written in the ${form} form until it works, so answers may be worse. It is tried again.`,
    templateFails: (reason: string, form: string) =>
      `The chat template in this model's file does not work (${reason}). Questions are written in the ${form} form instead, so answers may be worse.`,
  },
  compare: {
    state: (name: string, state: "loading" | "answering") =>
      state === "loading" ? `Loading ${name}` : `${name} is answering`,
    heads: ["VARIANT", "TOK/S", "FIRST WORD", "TOKENS", "MEMORY", "FORECAST"],
    seconds: (seconds: number) => `${figures.number(seconds, 2)} s`,
    speed: (tokensPerSecond: number) => figures.number(tokensPerSecond, 1),
    memory: (bytes: number) => figures.memory(bytes),
    atOnce: "These answers were written at the same time, so each was slower than its model is alone.",
    stopped: "The answer was stopped.",
  },
  chats: {
    none: "There are no conversations yet.",
    noneFound: "No conversation has that in its title or in a message.",
    heads: ["ID", "TITLE", "MODEL", "LAST USED"],
    importHeads: ["FILE", "FROM", "NEW", "MESSAGES", "UPDATED", "AS BEFORE", "SKIPPED"],
    notRecognised: "not recognised",
    importing: (name: string, doneBytes: number, totalBytes: number, conversations: number) =>
      `${name}: ${figures.bytesPair(doneBytes, totalBytes).join(" of ")}, ${counted(conversations, "conversation", "conversations")}`,
    dryRun: "Nothing was kept: this is what would be taken over.",
    exporting: (done: number, total: number) => `Writing conversation ${done} of ${total}`,
    exported: (conversations: number, messages: number, path: string, sizeBytes: number) =>
      `Wrote ${counted(conversations, "conversation", "conversations")} (${counted(messages, "message", "messages")}) to ${path}, ${figures.bytes(sizeBytes)}.`,
  },
  backup: {
    writing: (doneBytes: number, totalBytes: number) =>
      `Writing ${figures.bytesPair(doneBytes, totalBytes).join(" of ")}`,
    written: (path: string, sizeBytes: number, attachments: number) =>
      `Wrote conversations, library and settings${attachments === 0 ? "" : `, and ${counted(attachments, "attachment", "attachments")}`} to ${path}, ${figures.bytes(sizeBytes)}. Models are not in it.`,
    ask: (createdAt: string) => `Replace everything but the models by the backup of ${createdAt}?`,
    checking: (doneBytes: number, totalBytes: number) =>
      `Checking ${figures.bytesPair(doneBytes, totalBytes).join(" of ")}`,
    restored: (createdAt: string) => `The backup of ${createdAt} is restored. Models stay where they are.`,
    putAside: (folder: string) =>
      `What was here before is in ${folder}; delete that folder once you no longer need it.`,
    inUse:
      "Bitloft is in use. The backup is checked and takes its place when Bitloft is started the next time; until then everything stays as it is.",
  },
  lab: {
    takes: (low: number, high: number) =>
      figures.duration(low) === figures.duration(high)
        ? `Takes about ${figures.duration(high)}.`
        : `Takes about ${figures.duration(low)} to ${figures.duration(high)}.`,
    progress: (share: number) => `${figures.number(share * 100, 0)} %`,
    resting: "Rests while an answer is written.",
    requantised: (label: string) =>
      `The file is quantised already (${label}): what is made from it cannot be better than it is.`,
    made: (path: string, sizeBytes: number, seconds: number) =>
      `Made ${path} (${figures.bytes(sizeBytes)}) in ${figures.number(seconds, 1)} s.`,
    inLibrary: (id: string) => `It is in the library as ${id}.`,
    matrix: (path: string, entries: number, tokens: number) =>
      `Wrote ${path}: ${figures.count(entries)} tensors, from ${figures.count(tokens)} tokens.`,
    compared: (variant: string, reference: string, text: string) =>
      `${variant} compared with ${reference}, over ${text}`,
    positions: (positions: number) => `${figures.count(positions)} positions`,
    divergence: "KL divergence",
    divergenceFigures: (mean: number, error: number, median: number, p99: number, max: number) =>
      `${figures.number(mean, 5)} ± ${figures.number(error, 5)} (median ${figures.number(median, 5)}, 99 % ${figures.number(p99, 4)}, most ${figures.number(max, 3)})`,
    sameTopWord: "Same top word",
    share: (share: number, error: number) =>
      `${figures.number(share * 100, 1)} % ± ${figures.number(error * 100, 1)} %`,
    perplexity: "Perplexity",
    perplexities: (reference: number, variant: number) =>
      `${figures.number(reference, 3)} → ${figures.number(variant, 3)}`,
  },
  ledger: {
    none: "Nothing has been loaded here yet.",
    about:
      "Memory is what must stay free, on the processor and on GPUs; pages the system can re-read from the file are left out.",
    heads: ["WHEN (UTC)", "VARIANT", "CONTEXT", "PREDICTED", "MEASURED", "TOK/S", ""],
    failed: "failed",
    speeds: (ends: readonly number[]) => ends.map((speed) => figures.number(speed, 1)).join(" to "),
  },
};

export type TerminalWords = typeof englishTerminal;
