import { homedir } from "node:os";
import { resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { type TerminalWords, sayDatabaseNotice, sayError } from "../../../src-shared/words/index.ts";
import type { AnyError } from "../../../src-shared/contract/index.ts";
import { type Logger, silentLogger, toAppError } from "../../ground/core/index.ts";
import { type Services, createBackups, createServices, developmentPaths } from "../../composition/index.ts";
import { defaultDataFolder, emptyVault } from "../../ground/settings/index.ts";
import { type Command, type OptionName, type OptionSpec, Reported, UsageError, usageError } from "./command.ts";
import { commands } from "./commands/index.ts";
import { orCancelled } from "./or-cancelled.ts";
import { readingLanguage, terminalLanguage } from "./terminal-language.ts";
import { type Terminal, type TerminalStreams, StreamTerminal } from "./terminal.ts";

export interface Surroundings extends TerminalStreams {
  env: Readonly<Record<string, string | undefined>>;
}

/** After Ctrl+C a command has this long to end as it should, and what it opened so long to close: a second in all, with room to spare. */
const endMs = 500;
const disposeMs = 250;

const common = {
  json: { type: "boolean" },
  "data-dir": { type: "string", value: "DIR" },
  help: { type: "boolean" },
} as const satisfies Command["options"];

/** Runs one command line; resolves with its exit code: 0 done, 1 failed, 2 usage. */
export async function run(args: string[], { env, ...streams }: Surroundings): Promise<number> {
  // What fails before the options are understood must still be JSON when JSON was asked for.
  const terminal = new StreamTerminal(streams, args.includes("--json"), terminalLanguage(env));
  const { language, words } = terminal;
  const fail = ({ code, key, details }: AnyError): void => {
    if (terminal.json) terminal.answer({ error: { code, key, details } }, () => "");
    terminal.note(sayError({ code, key, details }, language));
  };
  const interrupt = new AbortController();
  const onInterrupt = (): void => {
    interrupt.abort();
  };
  // Not once: the next one would kill at once, and a wrapper and a terminal may both send one.
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onInterrupt);

  let services: Promise<Services> | undefined;
  try {
    const [name, ...rest] = commandFirst(args);
    if (name === undefined) {
      if (terminal.json) throw usageError("command-missing", {});
      terminal.note(overview(words));
      return 2;
    }
    if (["help", "--help", "-h"].includes(name)) {
      const about = commands.find((candidate) => candidate.name === rest[0]);
      streams.stdout.write(about === undefined ? overview(words) : helpOf(about, words));
      return 0;
    }
    const command = commands.find((candidate) => candidate.name === name);
    if (command === undefined) throw usageError("unknown-command", { name });
    const { values, positionals } = parse(command, rest);
    if (values["help"] === true) {
      streams.stdout.write(helpOf(command, words));
      return 0;
    }
    if (values["data-dir"] === "") throw usageError("option-takes-folder", { option: "--data-dir" });
    const dataFolder =
      typeof values["data-dir"] === "string"
        ? resolve(values["data-dir"])
        : defaultDataFolder({ platform: process.platform, home: homedir(), env });
    const place = { dataFolder, logger: logger(env, terminal), paths: developmentPaths(import.meta.url) };
    const open = (): Promise<Services> =>
      (services ??= createServices({ ...place, env, vault: emptyVault, anyHour: true }).then((opened) => {
        if (opened.databaseNotice !== null) terminal.note(sayDatabaseNotice(opened.databaseNotice, language).text);
        return opened;
      }));
    const { signal } = interrupt;
    await orCancelled(
      command.run({
        ...{ terminal, reads: readingLanguage(env), positionals, options: values, signal },
        services: open,
        backups: () => createBackups(place),
      }),
      signal,
      endMs,
    );
    return 0;
  } catch (thrown) {
    if (thrown instanceof UsageError) {
      fail(thrown.error);
      if (thrown.usage !== null) terminal.note(words.usage(thrown.usage));
      return 2;
    }
    if (thrown instanceof Reported) {
      terminal.note(thrown.message);
      return 1;
    }
    const error = toAppError(thrown);
    fail(error);
    if (env["BITLOFT_LOG"] === "debug")
      terminal.note(String(error.cause instanceof Error ? error.cause.stack : error.stack));
    return 1;
  } finally {
    process.removeListener("SIGINT", onInterrupt);
    process.removeListener("SIGTERM", onInterrupt);
    terminal.progress(null);
    const ended = services?.then((opened) => opened.dispose());
    await orCancelled(ended ?? Promise.resolve(), interrupt.signal, disposeMs).catch((thrown: unknown) => {
      if (env["BITLOFT_LOG"] === "debug") terminal.note(words.notClosed(String(thrown)));
    });
  }
}

/** `bitloft --json list` is `bitloft list --json`: the options that every command takes may stand before it. */
function commandFirst(args: string[]): string[] {
  let at = 0;
  while (args[at] === "--json" || args[at]?.startsWith("--data-dir") === true) at += args[at] === "--data-dir" ? 2 : 1;
  const command = args[at];
  return command === undefined ? [] : [command, ...args.slice(0, at), ...args.slice(at + 1)];
}

function parse(command: Command, args: string[]) {
  const options = Object.fromEntries(
    Object.entries<OptionSpec>({ ...common, ...command.options }).map(([name, { type }]) => [name, { type }]),
  );
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(misunderstood(error).error, command.usage);
  }
  const values = parsed.values as Record<string, string | boolean | undefined>;
  const [least, most] = command.positionals;
  if (values["help"] !== true && (parsed.positionals.length < least || parsed.positionals.length > most)) {
    throw usageError("wrong-usage", { usage: command.usage });
  }
  return { values, positionals: parsed.positionals };
}

/** What `parseArgs` stumbled over. */
function misunderstood(error: unknown): UsageError {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? error.code : null;
  const option = /'(?:-\w, )?(--?[\w-]+)/.exec(message)?.[1];
  if (option === undefined) return usageError("not-understood", { problem: message });
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") return usageError("unknown-option", { option });
  if (code !== "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") return usageError("not-understood", { problem: message });
  if (message.includes("does not take")) return usageError("option-takes-no-value", { option });
  return usageError(message.includes("ambiguous") ? "dashed-value-goes-after-sign" : "option-takes-value", { option });
}

function overview({ help }: TerminalWords): string {
  const width = Math.max(...commands.map((command) => command.usage.length));
  const lines = commands.map((command) => `  ${command.usage.padEnd(width)}  ${help.commands[command.name]}`);
  return `${help.title}\n\n${lines.join("\n")}\n\n${help.everyCommand}\n`;
}

function helpOf(command: Command, { help }: TerminalWords): string {
  const options = Object.entries<OptionSpec>({ ...command.options, ...common }).map(
    ([name, { value, choices }]): [string, string] => [
      `--${name}${value === undefined ? "" : ` ${value}`}`,
      [help.options[name as OptionName], ...(choices === undefined ? [] : [`${choices.join(", ")}.`])].join(" "),
    ],
  );
  const width = Math.max(...options.map(([name]) => name.length));
  return `bitloft ${command.usage}\n\n${help.commands[command.name]}\n\n${options.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join("\n")}\n`;
}

function logger(env: Surroundings["env"], terminal: Terminal): Logger {
  if (env["BITLOFT_LOG"] !== "debug") return silentLogger;
  const write = (level: string) => (message: string, data?: Record<string, unknown>) => {
    terminal.note(`${level} ${message}${data === undefined ? "" : ` ${JSON.stringify(data)}`}`);
  };
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}
