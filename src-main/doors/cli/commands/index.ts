import type { Command } from "../command.ts";
import { backup, restore } from "./backup.ts";
import { chat } from "./chat.ts";
import { chats } from "./chats.ts";
import { compare } from "./compare.ts";
import { components } from "./components.ts";
import { folders } from "./folders.ts";
import { dedupe } from "./dedupe.ts";
import { downloads } from "./downloads.ts";
import { fit } from "./fit.ts";
import { inspect } from "./inspect.ts";
import { labels } from "./labels.ts";
import { ledger } from "./ledger.ts";
import { imatrix, measure, quantize } from "./lab.ts";
import { importFile, remove, verify } from "./library.ts";
import { list } from "./list.ts";
import { machine } from "./machine.ts";
import { machines } from "./machines.ts";
import { move } from "./move.ts";
import { pull } from "./pull.ts";
import { scan } from "./scan.ts";
import { search } from "./search.ts";
import { suggest } from "./suggest.ts";
import { updates } from "./updates.ts";

export const commands: readonly Command[] = [
  machine,
  machines,
  suggest,
  components,
  labels,
  fit,
  search,
  pull,
  downloads,
  list,
  scan,
  importFile,
  verify,
  remove,
  folders,
  move,
  updates,
  dedupe,
  inspect,
  chat,
  compare,
  chats,
  backup,
  restore,
  quantize,
  measure,
  imatrix,
  ledger,
];
