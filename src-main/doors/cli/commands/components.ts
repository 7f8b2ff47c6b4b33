import { type Component, componentIds } from "../../../../src-shared/contract/index.ts";
import { formatBytes } from "../../../../src-shared/figures/index.ts";
import { sayAll } from "../../../../src-shared/words/index.ts";
import { AppError, appError } from "../../../ground/core/index.ts";
import { type Command, type CommandContext, UsageError } from "../command.ts";
import { printable, table } from "../terminal.ts";

export const components: Command = {
  name: "components",
  usage: "components [install|remove NAME]",
  summary: "Lists the engine's parts that can be fetched (cuda: faster on NVIDIA cards), fetches one, or deletes it.",
  options: {},
  positionals: [0, 2],
  async run(context) {
    const [action, name] = context.positionals;
    if (action === undefined) return list(context);
    const id = componentIds.find((one) => one === name?.toLowerCase());
    if (id === undefined || (action !== "install" && action !== "remove"))
      throw new UsageError(`Usage: bitloft ${components.usage}\nNames: ${componentIds.join(", ")}`);
    if (action === "install") return install(context, id);
    const { components: parts } = await context.services();
    await parts.remove(id);
    context.terminal.answer({ removed: id }, () => `${id} is deleted; cards are reached as before it came.`);
  },
};

async function list({ services, terminal }: CommandContext): Promise<void> {
  const { components: parts, hardware } = await services();
  await hardware.get();
  const all = parts.list();
  terminal.answer({ components: all.map(said) }, () =>
    all.length === 0
      ? "There are no further parts of the engine for this kind of computer."
      : [table(all.map(row)), ...all.flatMap(({ missing }) => (missing === null ? [] : [sayAll(missing)]))].join("\n"),
  );
}

/** For `--json`: a sentence, as scripts have always read it, in place of statements. */
const said = (component: Component) => ({ ...component, missing: component.missing && sayAll(component.missing) });

function row({ id, state, version, downloadBytes, installedBytes, receivedBytes }: Component): string[] {
  const size =
    state === "installed"
      ? `${formatBytes(installedBytes)} on the disk`
      : state === "bundled"
        ? "came with Bitloft"
        : `${formatBytes(downloadBytes)} to fetch${receivedBytes > 0 ? `, ${formatBytes(receivedBytes)} of it here` : ""}`;
  return [id, version, state, size];
}

/** Starts the download, or goes on with it, and resolves when the part is there. Ctrl+C pauses. */
async function install({ services, terminal, signal }: CommandContext, id: Component["id"]): Promise<void> {
  const { components: parts, hardware } = await services();
  await hardware.get();
  const pause = (): void => void parts.pause(id).catch(() => undefined);
  const unsubscribe = parts.onChange((all) => {
    const part = all.find((one) => one.id === id);
    if (part === undefined) return;
    const { state, receivedBytes, downloadBytes, bytesPerSecond } = part;
    terminal.event("progress", { state, receivedBytes, totalBytes: downloadBytes, bytesPerSecond });
    terminal.progress(`${state}: ${formatBytes(receivedBytes)} of ${formatBytes(downloadBytes)}`);
  });
  signal.addEventListener("abort", pause, { once: true });
  try {
    await parts.install(id);
    if (signal.aborted) pause();
    const last = await parts.settled(id);
    terminal.progress(null);
    if (last.error !== null) throw new AppError(last.error);
    if (last.state === "bundled")
      return terminal.answer(
        { event: "done", ...said(last) },
        () => `${id} came with Bitloft; there is nothing to fetch.`,
      );
    if (last.state !== "installed") throw appError("cancelled", "paused");
    terminal.answer({ event: "done", ...said(last) }, () =>
      [
        `${id} ${last.version} is installed; its checksum is right. The next model that is loaded uses it.`,
        last.missing && sayAll(last.missing),
      ]
        .flatMap((line) => (line === null ? [] : printable(line)))
        .join("\n"),
    );
  } finally {
    signal.removeEventListener("abort", pause);
    unsubscribe();
  }
}
