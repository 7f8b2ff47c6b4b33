import { library } from "./0001-library.ts";
import { chat } from "./0002-chat.ts";
import { downloads } from "./0003-downloads.ts";
import { ledger } from "./0004-ledger.ts";
import { tuning } from "./0005-tuning.ts";
import { environments } from "./0006-environments.ts";
import { scale } from "./0007-scale.ts";
import { purpose } from "./0008-purpose.ts";
import { libraryPages } from "./0009-library-pages.ts";
import { content } from "./0010-content.ts";
import { parts } from "./0011-parts.ts";
import { jobs } from "./0012-jobs.ts";
import type { Migration } from "../../ground/storage/index.ts";
import { errorKeys } from "./0013-error-keys.ts";
import { volumeIds } from "./0014-volume-ids.ts";
import { measurements } from "./0015-measurements.ts";
import { imports } from "./0016-imports.ts";
import { waitingQuestions } from "./0017-waiting-questions.ts";
import { presets } from "./0018-presets.ts";
import { conversationList } from "./0019-conversation-list.ts";
import { awaitedContext } from "./0020-awaited-context.ts";
import { leftOut } from "./0021-left-out.ts";
import { editedMessages } from "./0022-edited-messages.ts";
import { answerForms } from "./0023-answer-forms.ts";
import { messageEdits } from "./0024-message-edits.ts";
import { prompts } from "./0025-prompts.ts";
import { openTitles } from "./0026-open-titles.ts";
import { summaries } from "./0027-summaries.ts";
import { partings } from "./0028-partings.ts";
import { moves } from "./0029-moves.ts";
import { comparisons } from "./0030-comparisons.ts";
import { askers } from "./0031-askers.ts";
import { downloadRanks } from "./0032-download-ranks.ts";

/**
 * What the database looks like, as the steps that made it so, in order: the first brings an empty file to `user_version` 1. One that has
 * been released is never changed. What is in each table is its own room's to know.
 */
export const migrations: readonly Migration[] = [
  library,
  chat,
  downloads,
  ledger,
  tuning,
  environments,
  scale,
  purpose,
  libraryPages,
  content,
  parts,
  jobs,
  errorKeys,
  volumeIds,
  measurements,
  imports,
  waitingQuestions,
  presets,
  conversationList,
  awaitedContext,
  leftOut,
  editedMessages,
  answerForms,
  messageEdits,
  prompts,
  openTitles,
  summaries,
  partings,
  moves,
  comparisons,
  askers,
  downloadRanks,
];
