import { homedir } from "node:os";
import { resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { sayDatabaseNotice, sayError } from "../../../src-shared/words/index.ts";
import type { AnyError } from "../../../src-shared/contract/index.ts";
import { type Logger, silentLogger, toAppError } from "../../ground/core/index.ts";
import { type Services, createServices, developmentPaths } from "../../composition/index.ts";
import { defaultDataFolder, emptyVault } from "../../ground/settings/index.ts";
import { type Command, Reported, UsageError } from "./command.ts";
import { commands } from "./commands/index.ts";
import { orCancelled } from "./or-cancelled.ts";
import { type Terminal, type TerminalStreams, StreamTerminal } from "./terminal.ts";

export interface Surroundings extends TerminalStreams {
  env: Readonly<Record<string, string | undefined>>;
}

/** After Ctrl+C a command has this long to end as it should, and what it opened so long to close: a second in all, with room to spare. */
const endMs = 500;
const disposeMs = 250;

const common = {
  json: { type: "boolean", help: "One JSON object instead of text." },
  "data-dir": { type: "string", value: "DIR", help: "Another data folder." },
  help: { type: "boolean", help: "Shows this." },
} as const;

/** Runs one command line; resolves with its exit code: 0 done, 1 failed, 2 usage. */
export async function run(args: string[], { env, ...streams }: Surroundings): Promise<number> {
  // What fails before the options are understood must still be JSON when JSON was asked for.
  const terminal = new StreamTerminal(streams, args.includes("--json"));
  const fail = ({ code, key, details }: AnyError): void => {
    if (terminal.json) terminal.answer({ error: { code, key, details } }, () => "");
    terminal.note(sayError({ code, key, details }));
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
    if (name === undefined)
      throw new UsageError(terminal.json ? 'A command is missing; "bitloft help" lists them.' : overview());
    if (["help", "--help", "-h"].includes(name)) {
      const about = commands.find((candidate) => candidate.name === rest[0]);
      streams.stdout.write(about === undefined ? overview() : helpOf(about));
      return 0;
    }
    const command = commands.find((candidate) => candidate.name === name);
    if (command === undefined) throw new UsageError(`There is no command "${name}". "bitloft help" lists them.`);
    const { values, positionals } = parse(command, rest);
    if (values["help"] === true) {
      streams.stdout.write(helpOf(command));
      return 0;
    }
    if (values["data-dir"] === "") throw new UsageError("--data-dir takes a folder.");
    const dataFolder =
      typeof values["data-dir"] === "string"
        ? resolve(values["data-dir"])
        : defaultDataFolder({ platform: process.platform, home: homedir(), env });
    const open = (): Promise<Services> =>
      (services ??= createServices({
        dataFolder,
        env,
        vault: emptyVault,
        logger: logger(env, terminal),
        paths: developmentPaths(import.meta.url),
      }).then((opened) => {
        if (opened.databaseNotice !== null) terminal.note(sayDatabaseNotice(opened.databaseNotice).text);
        return opened;
      }));
    const { signal } = interrupt;
    await orCancelled(command.run({ terminal, services: open, positionals, options: values, signal }), signal, endMs);
    return 0;
  } catch (thrown) {
    if (thrown instanceof UsageError) {
      fail({ code: "invalid-input", key: "kept", details: { message: thrown.message } });
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
      if (env["BITLOFT_LOG"] === "debug") terminal.note(`not everything could be closed: ${String(thrown)}`);
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
    Object.entries({ ...common, ...command.options }).map(([name, { type }]) => [name, { type }]),
  );
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(`${misunderstood(error)}\nUsage: bitloft ${command.usage}`);
  }
  const values = parsed.values as Record<string, string | boolean | undefined>;
  const [least, most] = command.positionals;
  if (values["help"] !== true && (parsed.positionals.length < least || parsed.positionals.length > most)) {
    throw new UsageError(`Usage: bitloft ${command.usage}`);
  }
  return { values, positionals: parsed.positionals };
}

/** What `parseArgs` stumbled over, in our words. */
function misunderstood(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? error.code : null;
  const option = /'(?:-\w, )?(--?[\w-]+)/.exec(message)?.[1];
  if (option === undefined) return message;
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") return `There is no option ${option}.`;
  if (code !== "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") return message;
  if (message.includes("does not take")) return `${option} takes no value.`;
  if (message.includes("ambiguous"))
    return `${option} takes a value; one that begins with a dash goes after "=", as in ${option}=-1.`;
  return `${option} takes a value.`;
}

function overview(): string {
  const width = Math.max(...commands.map((command) => command.usage.length));
  const lines = commands.map((command) => `  ${command.usage.padEnd(width)}  ${command.summary}`);
  return `Bitloft: which model your computer can run well, fetched safely, offline.\n\n${lines.join("\n")}\n\nEvery command takes --json and --data-dir DIR; "bitloft COMMAND --help" tells more.\n`;
}

function helpOf(command: Command): string {
  const options = Object.entries({ ...command.options, ...common }).map(([name, spec]): [string, string] => [
    `--${name}${"value" in spec && spec.value !== undefined ? ` ${spec.value}` : ""}`,
    spec.help,
  ]);
  const width = Math.max(...options.map(([name]) => name.length));
  return `bitloft ${command.usage}\n\n${command.summary}\n\n${options.map(([name, help]) => `  ${name.padEnd(width)}  ${help}`).join("\n")}\n`;
}

function logger(env: Surroundings["env"], terminal: Terminal): Logger {
  if (env["BITLOFT_LOG"] !== "debug") return silentLogger;
  const write = (level: string) => (message: string, data?: Record<string, unknown>) => {
    terminal.note(`${level} ${message}${data === undefined ? "" : ` ${JSON.stringify(data)}`}`);
  };
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}
