import type { Download, InstalledVariant } from "../../../../src-shared/contract/index.ts";
import { sayAll, sayError } from "../../../../src-shared/words/index.ts";
import { AppError, appError } from "../../../ground/core/index.ts";
import type { Services } from "../../../composition/index.ts";
import type { Command, CommandContext } from "../command.ts";
import { usageError } from "../command.ts";
import { splitLabel } from "../find-variant.ts";
import { type Terminal, printable } from "../terminal.ts";
import { repositoryIdSchema } from "../../../ground/inputs/index.ts";

export const pull: Command = {
  name: "pull",
  usage: "pull REPO[:LABEL]",
  options: {},
  positionals: [1, 1],
  async run(context) {
    const services = await context.services();
    const [name, label] = splitLabel(context.positionals[0] ?? "");
    const repository = repositoryIdSchema.safeParse(name);
    if (!repository.success) throw usageError("no-such-repository-name", { name });
    const variant = label ?? (await recommended(services, repository.data, context));
    const installed = await pullVariant(services, repository.data, variant, context.terminal, context.signal);
    context.terminal.answer({ event: "done", ...installed }, () =>
      context.terminal.words.pull.installed(printable(installed.path), installed.id),
    );
  },
};

async function recommended(
  services: Services,
  repository: string,
  { terminal, signal }: CommandContext,
): Promise<string> {
  await services.backends.settle();
  const subject = await services.planning.open({ kind: "repository", repository }, signal);
  const report = await subject.fit({ plan: {}, machine: null });
  if (report.recommended === null) {
    throw appError("not-found", "none-recommended", { repository, summary: report.summary });
  }
  if (!terminal.json) terminal.note(printable(sayAll(report.summary, terminal.language)));
  return report.recommended;
}

/** Starts the download, or goes on with it, and resolves when the variant is in the library. Ctrl+C pauses. */
export async function pullVariant(
  services: Pick<Services, "downloads" | "library">,
  repository: string,
  variant: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<InstalledVariant> {
  const { id } = await services.downloads.start({ repository, variant });
  return followDownload(services, id, terminal, signal);
}

/** Tells of a download that this process runs until its variant is in the library. Ctrl+C pauses. */
export async function followDownload(
  { downloads, library }: Pick<Services, "downloads" | "library">,
  id: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<InstalledVariant> {
  const tell = (list: Download[]): void => {
    const download = list.find((candidate) => candidate.id === id);
    if (download !== undefined) report(download, terminal);
  };
  const pause = (): void => void downloads.pause(id);
  const unsubscribe = downloads.onChange(tell);
  if (signal.aborted) pause();
  signal.addEventListener("abort", pause, { once: true });
  const last = await downloads.settled(id);
  signal.removeEventListener("abort", pause);
  unsubscribe();
  terminal.progress(null);
  if (last?.state !== "done" || last.variantId === null) {
    throw last?.error == null ? appError("cancelled", "paused") : new AppError(last.error);
  }
  const installed = library.get(last.variantId);
  if (installed === null) throw appError("internal", "download-not-in-library");
  return installed;
}

function report(download: Download, terminal: Terminal): void {
  const { state, receivedBytes, totalBytes, bytesPerSecond, secondsLeft, retry } = download;
  terminal.event("progress", { state, receivedBytes, totalBytes, bytesPerSecond, secondsLeft, retry });
  const { figures } = terminal.language;
  const { pull: words } = terminal.words;
  const share = totalBytes === 0 ? 0 : receivedBytes / totalBytes;
  const filled = Math.round(share * 24);
  const parts = [
    `${"█".repeat(filled)}${"░".repeat(24 - filled)}`,
    words.received(receivedBytes, totalBytes),
    bytesPerSecond === null ? "" : `${figures.bytes(bytesPerSecond)}/s`,
    secondsLeft === null ? "" : words.secondsLeft(Math.ceil(secondsLeft)),
    retry === null
      ? state === "verifying"
        ? words.verifying
        : ""
      : words.tryingAgain(sayError(retry.reason, terminal.language)),
  ];
  terminal.progress(parts.filter((part) => part !== "").join("  "));
}
