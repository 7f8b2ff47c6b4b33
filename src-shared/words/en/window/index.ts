import { chat } from "./chat.ts";
import { downloads } from "./downloads.ts";
import { firstRun } from "./first-run.ts";
import { markdown } from "./markdown.ts";
import { memoryUse } from "./memory-use.ts";
import { screens } from "./screens.ts";
import { settings } from "./settings.ts";
import { shell } from "./shell.ts";
import { ui } from "./ui.ts";

/** A part for each feature; every other language has the same entries. */
export const englishWindow = {
  chat,
  downloads,
  firstRun,
  markdown,
  memoryUse,
  screens,
  settings,
  shell,
  ui,
};

export type WindowWords = typeof englishWindow;
