import { z } from "zod";
import type { Calls, Domain, Link } from "../../../src-shared/contract/index.ts";
import { type Held, heldTo } from "../schemas/index.ts";
import {
  explainRequestSchema,
  ladderRequestSchema,
  listFitsRequestSchema,
  repositoryChoiceSchema,
  searchQuerySchema,
  suggestRequestSchema,
} from "./catalog.ts";
import {
  conversationIdSchema,
  createConversationSchema,
  draftOfSchema,
  earlierMessagesSchema,
  editSchema,
  editSummarySchema,
  keepDraftSchema,
  keepEditSchema,
  messageChoiceSchema,
  promptRequestSchema,
  renameConversationSchema,
  retrySchema,
  sendSchema,
  updateConversationSchema,
} from "./chat.ts";
import {
  chosenFilesIdSchema,
  droppedFilesSchema,
  exportConversationsSchema,
  exportedFileIdSchema,
} from "./chat-files.ts";
import {
  comparisonIdSchema,
  exportComparisonsSchema,
  startComparisonSchema,
  stopComparisonSchema,
  voteOnComparisonSchema,
} from "./compare.ts";
import { componentChoiceSchema } from "./components.ts";
import {
  arrangeConversationsSchema,
  conversationPageSchema,
  conversationSearchSchema,
  createFolderSchema,
  folderIdSchema,
  renameFolderSchema,
} from "./conversation-list.ts";
import { downloadIdSchema, downloadPlaceSchema, downloadRequestSchema } from "./download.ts";
import { jobIdSchema } from "./jobs.ts";
import { collectMatrixSchema, dryRunSchema, makeSchema, measureChoiceSchema, measurementIdSchema } from "./lab.ts";
import { ledgerQuerySchema } from "./ledger.ts";
import {
  installedFitsSchema,
  libraryFolderIdSchema,
  moveVariantSchema,
  removeVariantSchema,
  replaceVariantSchema,
  switchVariantSchema,
  variantIdSchema,
} from "./library.ts";
import { listPageSchema } from "./list-page.ts";
import { loadRequestSchema } from "./load-request.ts";
import { choosePresetSchema, presetIdSchema, savePresetSchema } from "./presets.ts";
import { promptIdSchema, savePromptSchema } from "./prompts.ts";
import { requestAnswerSchema } from "./requests.ts";
import { sessionIdSchema } from "./session-id.ts";
import { foundModelIdsSchema } from "./stores.ts";
import { hubTokenSchema, proxyPasswordSchema, settingsPatchSchema } from "./settings.ts";

const nothing = z.undefined();
const linkSchema = heldTo<Link>()(z.object({ url: z.string().max(4000) }));

const inputs = {
  app: {
    info: nothing,
    openLink: linkSchema,
    ready: nothing,
  },
  machine: {
    get: nothing,
    refresh: nothing,
    measureBandwidth: nothing,
    common: nothing,
    limits: nothing,
  },
  catalog: {
    search: searchQuerySchema,
    ladder: ladderRequestSchema,
    suggest: suggestRequestSchema,
    licence: repositoryChoiceSchema,
    fits: listFitsRequestSchema,
    explain: explainRequestSchema,
    frontier: ladderRequestSchema,
    check: ladderRequestSchema,
  },
  components: {
    list: nothing,
    install: componentChoiceSchema,
    pause: componentChoiceSchema,
    remove: componentChoiceSchema,
  },
  downloads: {
    list: nothing,
    start: downloadRequestSchema,
    place: downloadPlaceSchema,
    pause: downloadIdSchema,
    resume: downloadIdSchema,
    cancel: downloadIdSchema,
    clear: nothing,
  },
  library: {
    list: listPageSchema.default({ cursor: null }),
    import: nothing,
    verify: variantIdSchema,
    move: moveVariantSchema,
    remove: removeVariantSchema,
    updates: nothing,
    switch: switchVariantSchema,
    replace: replaceVariantSchema,
    review: nothing,
    inspect: variantIdSchema,
    reveal: variantIdSchema,
    fits: installedFitsSchema,
  },
  lab: {
    list: nothing,
    parting: measurementIdSchema,
    estimate: measureChoiceSchema,
    chooseText: nothing,
    measure: measureChoiceSchema,
    making: variantIdSchema,
    dryRun: dryRunSchema,
    chooseMatrix: nothing,
    collectMatrix: collectMatrixSchema,
    make: makeSchema,
    made: nothing,
  },
  modelFolders: {
    list: nothing,
    add: nothing,
    remove: libraryFolderIdSchema,
    choose: libraryFolderIdSchema,
    open: libraryFolderIdSchema,
  },
  stores: { look: nothing, scan: nothing, use: foundModelIdsSchema, drop: droppedFilesSchema },
  jobs: {
    list: nothing,
    cancel: jobIdSchema,
    dismiss: jobIdSchema,
  },
  requests: {
    list: nothing,
    answer: requestAnswerSchema,
  },
  engine: {
    state: nothing,
    load: loadRequestSchema,
    cancelLoad: nothing,
    unload: nothing,
    unloadSession: sessionIdSchema,
  },
  chat: {
    list: conversationPageSchema,
    search: conversationSearchSchema,
    folders: nothing,
    createFolder: createFolderSchema,
    renameFolder: renameFolderSchema,
    removeFolder: folderIdSchema,
    arrange: arrangeConversationsSchema,
    get: conversationIdSchema,
    earlier: earlierMessagesSchema,
    create: createConversationSchema,
    rename: renameConversationSchema,
    update: updateConversationSchema,
    remove: conversationIdSchema,
    send: sendSchema,
    stop: conversationIdSchema,
    answerNow: conversationIdSchema,
    prompt: promptRequestSchema,
    retry: retrySchema,
    edit: editSchema,
    replace: editSchema,
    continue: messageChoiceSchema,
    branchOff: messageChoiceSchema,
    removeMessage: messageChoiceSchema,
    selectBranch: messageChoiceSchema,
    editSummary: editSummarySchema,
    removeSummary: messageChoiceSchema,
    draft: draftOfSchema,
    edits: conversationIdSchema,
    keepEdit: keepEditSchema,
    keepDraft: keepDraftSchema,
  },
  compare: {
    list: listPageSchema.default({ cursor: null }),
    start: startComparisonSchema,
    stop: stopComparisonSchema,
    resume: comparisonIdSchema,
    vote: voteOnComparisonSchema,
    reveal: comparisonIdSchema,
    remove: comparisonIdSchema,
    table: nothing,
    export: exportComparisonsSchema,
  },
  presets: {
    list: nothing,
    save: savePresetSchema,
    remove: presetIdSchema,
    profile: variantIdSchema,
    choose: choosePresetSchema,
  },
  prompts: { list: nothing, save: savePromptSchema, remove: promptIdSchema },
  presetFiles: { export: nothing, import: nothing },
  chatFiles: {
    choose: nothing,
    drop: droppedFilesSchema,
    preview: chosenFilesIdSchema,
    import: chosenFilesIdSchema,
    export: exportConversationsSchema,
    reveal: exportedFileIdSchema,
  },
  backup: { save: nothing, restore: nothing, waiting: nothing, cancelRestore: nothing },
  ledger: {
    list: ledgerQuerySchema,
  },
  settings: {
    get: nothing,
    patch: settingsPatchSchema,
    setHubToken: hubTokenSchema,
    setProxyPassword: proxyPasswordSchema,
    chooseAuthority: nothing,
    removeAuthority: nothing,
    openModelsFolder: nothing,
    chooseModelsFolder: nothing,
  },
};

/** Each call's own types, both ways. */
type HeldToCalls<C, S> = {
  [N in keyof C]: [C[N], N extends keyof S ? S[N] : null] extends [
    { input: infer Input; parsed: infer Parsed },
    infer Schema extends z.ZodType,
  ]
    ? Held<Schema, Parsed, Input>
    : never;
};

/** The schema of every call's input: what the window sends is parsed by it before a handler sees it. */
export const callInputs = inputs satisfies { [D in Domain]: HeldToCalls<Calls[D], (typeof inputs)[D]> };
