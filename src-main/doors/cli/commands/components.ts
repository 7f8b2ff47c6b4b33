import { type Component, componentIds } from "../../../../src-shared/contract/index.ts";
import { sayAll } from "../../../../src-shared/words/index.ts";
import { AppError, appError } from "../../../ground/core/index.ts";
import { type Command, type CommandContext, usageError } from "../command.ts";
import { type Terminal, printable, table } from "../terminal.ts";

export const components: Command = {
  name: "components",
  usage: "components [install|remove NAME]",
  options: {},
  positionals: [0, 2],
  async run(context) {
    const [action, name] = context.positionals;
    if (action === undefined) return list(context);
    const id = componentIds.find((one) => one === name?.toLowerCase());
    if (id === undefined || (action !== "install" && action !== "remove"))
      throw usageError("wrong-usage", { usage: `${components.usage} (NAME: ${componentIds.join(", ")})` });
    if (action === "install") return install(context, id);
    const { components: parts } = await context.services();
    await parts.remove(id);
    const { terminal } = context;
    terminal.answer({ removed: id }, () => terminal.words.components.deleted(id));
  },
};

async function list({ services, terminal }: CommandContext): Promise<void> {
  const { components: parts, hardware } = await services();
  await hardware.get();
  const all = parts.list();
  terminal.answer({ components: all.map(said) }, () =>
    all.length === 0
      ? terminal.words.components.none
      : [
          table(all.map((one) => row(one, terminal))),
          ...all.flatMap(({ missing }) => (missing === null ? [] : [sayAll(missing, terminal.language)])),
        ].join("\n"),
  );
}

/** For `--json`: a sentence, as scripts have always read it, in place of statements. */
const said = (component: Component) => ({ ...component, missing: component.missing && sayAll(component.missing) });

function row(
  { id, state, version, downloadBytes, installedBytes, receivedBytes }: Component,
  terminal: Pick<Terminal, "words">,
): string[] {
  const { components: words } = terminal.words;
  const size =
    state === "installed"
      ? words.onDisk(installedBytes)
      : state === "bundled"
        ? words.bundled
        : words.toFetch(downloadBytes, receivedBytes);
  return [id, version, words.states[state], size];
}

/** Starts the download, or goes on with it, and resolves when the part is there. Ctrl+C pauses. */
async function install({ services, terminal, signal }: CommandContext, id: Component["id"]): Promise<void> {
  const { components: parts, hardware } = await services();
  const { components: words } = terminal.words;
  await hardware.get();
  const pause = (): void => void parts.pause(id).catch(() => undefined);
  const unsubscribe = parts.onChange((all) => {
    const part = all.find((one) => one.id === id);
    if (part === undefined) return;
    const { state, receivedBytes, downloadBytes, bytesPerSecond } = part;
    terminal.event("progress", { state, receivedBytes, totalBytes: downloadBytes, bytesPerSecond });
    terminal.progress(words.progress(words.states[state], receivedBytes, downloadBytes));
  });
  signal.addEventListener("abort", pause, { once: true });
  try {
    await parts.install(id);
    if (signal.aborted) pause();
    const last = await parts.settled(id);
    terminal.progress(null);
    if (last.error !== null) throw new AppError(last.error);
    if (last.state === "bundled")
      return terminal.answer({ event: "done", ...said(last) }, () => words.nothingToFetch(id));
    if (last.state !== "installed") throw appError("cancelled", "paused");
    terminal.answer({ event: "done", ...said(last) }, () =>
      [words.installed(id, last.version), last.missing && sayAll(last.missing, terminal.language)]
        .flatMap((line) => (line === null ? [] : printable(line)))
        .join("\n"),
    );
  } finally {
    signal.removeEventListener("abort", pause);
    unsubscribe();
  }
}
