import { basename, resolve } from "node:path";
import { type Conversation, conversationFormats } from "../../../../src-shared/contract/index.ts";
import { type Chat, branchOf, markdown } from "../../../answers/chat/index.ts";
import { sayError, say } from "../../../../src-shared/words/index.ts";
import { appError } from "../../../ground/core/index.ts";
import { type Command, type CommandContext, Reported, textOption, usageError } from "../command.ts";
import { printable, table } from "../terminal.ts";

const mostSearchedCharacters = 500;

interface Listed {
  items: Conversation[];
  next: string | null;
}

export const chats: Command = {
  name: "chats",
  usage: "chats [list | show ID | export [ID...] --format F --output PATH | import FILE...]",
  options: {
    search: { type: "string", value: "TEXT" },
    format: { type: "string", value: "F", choices: conversationFormats },
    output: { type: "string", value: "PATH" },
    overwrite: { type: "boolean" },
    "dry-run": { type: "boolean" },
  },
  positionals: [0, Infinity],
  async run(context) {
    const [action = "list", ...names] = context.positionals;
    if (action === "list" && names.length === 0) return list(context);
    if (action === "show" && names.length === 1) return show(context, names[0] ?? "");
    if (action === "export") return exportThem(context, names);
    if (action === "import" && names.length > 0) return importThem(context, names);
    throw usageError("wrong-usage", { usage: chats.usage });
  },
};

async function list(context: CommandContext): Promise<void> {
  const { terminal, signal } = context;
  const { language, words } = terminal;
  const text = textOption(context, "search") ?? "";
  if (text.length > mostSearchedCharacters)
    throw usageError("not-valid", { field: "--search", problem: `${mostSearchedCharacters}` });
  const { chat } = await context.services();
  const found: Conversation[] = [];
  let cursor: string | null = null;
  do {
    const page: Listed =
      text.trim() === "" ? chat.page({ place: "all", cursor }) : await searched(chat, text, cursor, signal);
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  terminal.answer({ conversations: found }, () =>
    found.length === 0
      ? text === ""
        ? words.chats.none
        : words.chats.noneFound
      : table([
          words.chats.heads,
          ...found.map(({ id, title, variantName, updatedAt }) => [
            id,
            printable(title === "" ? language.transcript.untitled : title),
            printable(variantName ?? ""),
            language.figures.dateTime(updatedAt),
          ]),
        ]),
  );
}

async function searched(chat: Chat, text: string, cursor: string | null, signal: AbortSignal): Promise<Listed> {
  const { items, next } = await chat.search({ text, cursor }, signal);
  return { items: items.map(({ conversation }) => conversation), next };
}

async function show({ terminal, services }: CommandContext, name: string): Promise<void> {
  const { conversationExports } = await services();
  const whole = conversationExports.whole(conversationExports.idOf(name));
  const { conversation, folders, messages } = whole;
  const branch = branchOf(whole).map(({ parts, ...message }) => ({
    ...message,
    parts: parts.map(({ kind, text, data }) => ({
      kind,
      text,
      data: data === null ? null : (JSON.parse(data) as unknown),
    })),
  }));
  terminal.answer({ conversation, folders, messages: branch, messagesInTree: messages.length }, () =>
    markdown.one(whole, terminal.language).trimEnd(),
  );
}

async function exportThem(context: CommandContext, names: readonly string[]): Promise<void> {
  const { terminal, signal } = context;
  const { words } = terminal;
  const given = textOption(context, "format") ?? "";
  const format = conversationFormats.find((one) => one === given.toLowerCase());
  const output = textOption(context, "output") ?? "";
  if (format === undefined)
    throw usageError("option-takes-one-of", { option: "--format", choices: conversationFormats, given });
  if (output === "") throw usageError("output-needed", { option: "--output" });
  const { conversationExports } = await context.services();
  const ids = names.length === 0 ? null : [...new Set(names.map((name) => conversationExports.idOf(name)))];
  const exported = await conversationExports.write(
    {
      ids,
      format,
      path: resolve(output),
      overwrite: context.options["overwrite"] === true,
      language: terminal.language,
    },
    signal,
    (done, total) => {
      terminal.progress(words.chats.exporting(done, total));
    },
  );
  const { conversations, messages, path, sizeBytes } = exported;
  terminal.answer({ exported: { format, ...exported } }, () =>
    words.chats.exported(conversations, messages, printable(path), sizeBytes),
  );
}

async function importThem(
  { terminal, services, signal, options }: CommandContext,
  names: readonly string[],
): Promise<void> {
  const { language } = terminal;
  const words = terminal.words.chats;
  const isDry = options["dry-run"] === true;
  const { conversationImports } = await services();
  const paths = names.map((name) => resolve(name));
  const imported = await conversationImports.import({ paths, isDry }, signal, (progress) => {
    const { file, doneBytes, totalBytes, conversations } = progress;
    terminal.progress(words.importing(printable(basename(file)), doneBytes, totalBytes, conversations));
  });
  const rows = imported.map(({ file, source, conversations, messages, updated, unchanged, skipped }) => [
    printable(basename(file)),
    source ?? words.notRecognised,
    ...[conversations, messages, updated, unchanged, skipped.length].map((count) => language.figures.number(count, 0)),
  ]);
  const reasons = imported.flatMap(({ file, skipped }) =>
    skipped.map(
      ({ id, reason }) => `${printable(id === "" ? basename(file) : id)}: ${printable(say(reason, language))}`,
    ),
  );
  const unknown = imported.filter(({ source }) => source === null).length;
  const error = unknown === 0 ? null : appError("invalid-input", "not-recognised", { count: unknown });
  terminal.answer({ imported, ...(error === null ? {} : { error: error.toDto() }) }, () =>
    [table([words.importHeads, ...rows], [2, 3, 4, 5, 6]), ...reasons, ...(isDry ? [words.dryRun] : [])].join("\n"),
  );
  if (error !== null) throw new Reported(sayError(error, language));
}
