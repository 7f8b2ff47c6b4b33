import { asking } from "./asking.ts";
import { chat } from "./chat.ts";
import { compare } from "./compare.ts";
import { computer } from "./computer.ts";
import { conversations } from "./conversations.ts";
import { discover } from "./discover/index.ts";
import { downloads } from "./downloads.ts";
import { firstRun } from "./first-run.ts";
import { jobs } from "./jobs.ts";
import { lab } from "./lab.ts";
import { learn } from "./learn.ts";
import { library } from "./library.ts";
import { markdown } from "./markdown.ts";
import { memoryUse } from "./memory-use.ts";
import { palette } from "./palette.ts";
import { presetFiles } from "./preset-files.ts";
import { screens } from "./screens.ts";
import { settings } from "./settings.ts";
import { shell } from "./shell.ts";
import { speed } from "./speed.ts";
import { stores } from "./stores.ts";
import { suggestions } from "./suggestions.ts";
import { terms } from "./terms.ts";
import { ui } from "./ui.ts";

/** A part for each feature; every other language has the same entries. */
export const englishWindow = {
  asking,
  chat,
  compare,
  computer,
  conversations,
  discover,
  downloads,
  firstRun,
  jobs,
  lab,
  learn,
  library,
  markdown,
  memoryUse,
  palette,
  presetFiles,
  screens,
  settings,
  shell,
  speed,
  stores,
  suggestions,
  terms,
  ui,
};

export type WindowWords = typeof englishWindow;
