import type { WindowWords } from "../../en/window/index.ts";
import { chat } from "./chat.ts";
import { downloads } from "./downloads.ts";
import { firstRun } from "./first-run.ts";
import { markdown } from "./markdown.ts";
import { memoryUse } from "./memory-use.ts";
import { screens } from "./screens.ts";
import { settings } from "./settings.ts";
import { shell } from "./shell.ts";
import { ui } from "./ui.ts";

export const germanWindow: WindowWords = {
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
