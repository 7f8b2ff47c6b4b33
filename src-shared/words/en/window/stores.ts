import type { OtherProgram } from "../../../contract/index.ts";
import { lazy } from "../../../figures/index.ts";
import { counted } from "../../counted.ts";
import { programNames } from "../../program-names.ts";
import { figures } from "../figures.ts";

const lists = lazy(() => new Intl.ListFormat("en", { type: "conjunction" }));
const models = (count: number): string => counted(count, "model", "models");
/** Some of them by name, for a message. */
const named = (names: readonly string[]): string =>
  names.length <= 3 ? lists().format(names) : `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;

/** What other programs keep here. */
export const stores = {
  hold: (programs: readonly OtherProgram[], count: number, bytes: number) => {
    const names = lists().format(programs.map((program) => programNames[program]));
    return `${names} ${programs.length === 1 ? "holds" : "hold"} ${models(count)}, ${figures.bytes(bytes)}.`;
  },
  useInPlace: "Use in place",
  dismiss: "Dismiss",
  title: "Models that other programs keep here",
  stays: "They are used where they are: nothing is copied, and Bitloft never changes or deletes their files.",
  programs: { ...programNames, folder: "Folder" },
  scanning: "Looking at each model…",
  notScanned: "Couldn't look for models.",
  nothing: "No other program that Bitloft knows keeps models here.",
  count: models,
  /** `others`: whether models are listed above it. */
  known: (count: number, others: boolean) =>
    `${count === 1 ? "One" : count}${others ? " more" : ""} ${count === 1 ? "is" : "are"} in the library already.`,
  doNotRun: (count: number) => (count === 1 ? "One does not run here" : `${count} do not run here`),
  search: (text: string) => `Find ${text} as GGUF`,
  problems: {
    "may-not-read": (path: string) => `${path} cannot be read: it belongs to another user.`,
    "not-understood": (path: string) => `${path} is not in the expected form.`,
    "leads-outside": (path: string) => `${path} names a file outside its program's folder.`,
  },
  partial: "There is more here than Bitloft reads in one go; some models may be missing.",
  cancel: "Cancel",
  use: (count: number, bytes: number) =>
    count === 0 ? "Use in place" : `Use ${models(count)}, ${figures.bytes(bytes)}`,
  linking: "Adding other programs' models to the library",
  stop: "Stop adding them",
  interrupted: "Not all models from other programs were added.",
  interruptedText: "Bitloft was closed meanwhile. What had been added is in the library.",
  added: (names: readonly string[]) =>
    names.length === 0
      ? "There was nothing new."
      : `${named(names)} ${names.length === 1 ? "is in the library. Its file stays where it is." : "are in the library. Their files stay where they are."}`,
  refused: (names: readonly string[]) => `${named(names)} cannot be used. “Use in place” says why.`,
  dropHere: "Drop to add to the library",
  dropText: "Files stay where they are.",
};

export type StoresWords = typeof stores;
