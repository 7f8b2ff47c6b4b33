import type { ErrorDetails, ErrorDto, ErrorKey } from "../../../src-shared/contract/index.ts";
import type { TerminalWords } from "../../../src-shared/words/index.ts";
import { appError } from "../../ground/core/index.ts";
import type { Backups } from "../../ground/backup/index.ts";
import type { Services } from "../../composition/index.ts";
import type { Terminal } from "./terminal.ts";

export type CommandName = keyof TerminalWords["help"]["commands"];
export type OptionName = keyof TerminalWords["help"]["options"];

export interface OptionSpec {
  type: "string" | "boolean";
  /** How the value is called in the help text. */
  value?: string;
  /** All values there are, where they are few; shown after the help text. */
  choices?: readonly string[];
}

export interface CommandContext {
  terminal: Terminal;
  /** The language of the person there: "hu". */
  reads: string;
  /** Made on first use: `labels` needs no database. */
  services: () => Promise<Services>;
  /** Of the data folder, with the services closed. */
  backups: () => Backups;
  positionals: string[];
  options: Readonly<Record<string, string | boolean | undefined>>;
  /** Aborted by Ctrl+C. */
  signal: AbortSignal;
}

export interface Command {
  name: CommandName;
  usage: string;
  options: Partial<Record<OptionName, OptionSpec>>;
  /** Smallest and largest number of positionals. */
  positionals: [number, number];
  run(context: CommandContext): Promise<void>;
}

/** The answer has been printed and reports a failure: nothing more on standard output, exit code 1. */
export class Reported extends Error {
  override readonly name = "Reported";
}

/** The words on the command line were not understood: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly error: ErrorDto<"invalid-input">;
  /** How the command is used, where that helps. */
  readonly usage: string | null;

  constructor(error: ErrorDto<"invalid-input">, usage: string | null = null) {
    super(error.key);
    this.error = error;
    this.usage = usage;
  }
}

/** The words on the command line were not understood, by what is said of it. */
export function usageError<Key extends ErrorKey<"invalid-input">>(
  key: Key,
  details: ErrorDetails["invalid-input"][Key],
): UsageError {
  return new UsageError(appError("invalid-input", key, ...([details] as never)).toDto() as ErrorDto<"invalid-input">);
}

export function textOption(context: CommandContext, name: OptionName): string | undefined {
  const value = context.options[name];
  return typeof value === "string" ? value : undefined;
}

/** A whole number of at least `least`, or undefined when the option was not given. */
export function countOption(context: CommandContext, name: OptionName, least = 0): number | undefined {
  const text = textOption(context, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
    throw usageError("option-takes-count", { option: `--${name}`, least, given: text });
  }
  return value;
}

/** A number of at least `least`, or undefined when the option was not given. */
export function numberOption(context: CommandContext, name: OptionName, least = 0): number | undefined {
  const text = textOption(context, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < least) {
    throw usageError("option-takes-number", { option: `--${name}`, least, given: text });
  }
  return value;
}
