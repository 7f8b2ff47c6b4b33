import type { Services } from "../../composition/index.ts";
import type { Terminal } from "./terminal.ts";

export interface OptionSpec {
  type: "string" | "boolean";
  /** How the value is called in the help text. */
  value?: string;
  help: string;
}

export interface CommandContext {
  terminal: Terminal;
  /** Made on first use: `labels` needs no database. */
  services: () => Promise<Services>;
  positionals: string[];
  options: Readonly<Record<string, string | boolean | undefined>>;
  /** Aborted by Ctrl+C. */
  signal: AbortSignal;
}

export interface Command {
  name: string;
  usage: string;
  summary: string;
  options: Record<string, OptionSpec>;
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
}

export function textOption(context: CommandContext, name: string): string | undefined {
  const value = context.options[name];
  return typeof value === "string" ? value : undefined;
}

/** A whole number of at least `least`, or undefined when the option was not given. */
export function countOption(context: CommandContext, name: string, least = 0): number | undefined {
  const text = textOption(context, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
    throw new UsageError(`--${name} takes a whole number of at least ${least}, not "${text}".`);
  }
  return value;
}

/** A number of at least `least`, or undefined when the option was not given. */
export function numberOption(context: CommandContext, name: string, least = 0): number | undefined {
  const text = textOption(context, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < least) {
    throw new UsageError(`--${name} takes a number of at least ${least}, not "${text}".`);
  }
  return value;
}
