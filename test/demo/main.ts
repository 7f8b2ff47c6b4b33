import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { describeMachine } from "../../src-main/doors/cli/commands/machine.ts";
import { describeReport } from "../../src-main/doors/cli/commands/fit.ts";
import { pullVariant } from "../../src-main/doors/cli/commands/pull.ts";
import { StreamTerminal, printable, table } from "../../src-main/doors/cli/terminal.ts";
import { type SessionState, type VariantFit, defaultSampling } from "../../src-shared/contract/index.ts";
import { formatBytes } from "../../src-shared/figures/index.ts";
import { sayError } from "../../src-shared/words/index.ts";
import { keptFailure } from "../fixtures/kept-failure.ts";
import { silentLogger, toAppError } from "../../src-main/ground/core/index.ts";
import type { Answer } from "../../src-main/answers/engine/index.ts";
import { type Services, createServices, developmentPaths } from "../../src-main/composition/index.ts";
import { emptyVault } from "../../src-main/ground/settings/index.ts";
import { startHub } from "../hub/start-hub.ts";
import { searchQuerySchema } from "../../src-main/ground/inputs/index.ts";
import { demoRepository } from "./repositories.ts";

const question = "In one sentence: why is the sky blue?";
const terminal = new StreamTerminal({ stdin: process.stdin, stdout: process.stdout, stderr: process.stderr }, false);
const interrupt = new AbortController();
process.once("SIGINT", () => {
  interrupt.abort();
});

/** The whole way in a terminal: detect, recommend, download, verify, load, answer, and what was predicted against what came. */
async function demo(): Promise<void> {
  const dataFolder = await mkdtemp(join(tmpdir(), "bitloft-demo-"));
  const open = (env: NodeJS.ProcessEnv): Promise<Services> =>
    createServices({
      dataFolder,
      env,
      vault: emptyVault,
      logger: silentLogger,
      paths: developmentPaths(new URL("../../src-main/doors/cli/run.ts", import.meta.url).href),
    });
  let services = await open(process.env);
  let standIn: Awaited<ReturnType<typeof startHub>> | null = null;
  try {
    step("This computer", "");
    terminal.write(`${indent(describeMachine(await services.hardware.get(), terminal))}\n`);

    let repository: string = demoRepository.onTheHub;
    const asked = await services.catalog.search(
      searchQuerySchema.parse({ text: "SmolLM2-135M-Instruct" }),
      interrupt.signal,
    );
    if (asked.source === "hub") {
      step("The Hub", services.settings.hubEndpoint());
    } else {
      standIn = await startHub();
      await services.dispose();
      services = await open({ ...process.env, HF_ENDPOINT: standIn.url });
      repository = demoRepository.onTheStandIn;
      step(
        "The Hub",
        `${printable(asked.notice ? sayError(asked.notice) : "The Hub does not answer.")}\nThe same steps against the stand-in at ${standIn.url}.`,
      );
    }

    const report = await (
      await services.planning.open({ kind: "repository", repository }, interrupt.signal)
    ).fit({ plan: {}, machine: null });
    step("What suits it", "");
    terminal.write(`${indent(describeReport(report, terminal))}\n`);
    if (report.recommended === null)
      throw keptFailure("not-found", "No variant fits this computer, so there is nothing to fetch.");
    const fit = report.variants.find(({ key }) => key === report.recommended);

    step("Download", `${repository} ${report.recommended}`);
    const started = performance.now();
    const installed = await pullVariant(services, repository, report.recommended, terminal, interrupt.signal);
    const seconds = (performance.now() - started) / 1000;
    const checked = await services.library.verify(installed.id);
    terminal.write(
      indent(
        `${formatBytes(installed.sizeBytes)} in ${seconds.toFixed(1)} s (${formatBytes(installed.sizeBytes / seconds)}/s)\n` +
          `SHA-256 ${checked.sha256.slice(0, 16)}… ${checked.ok ? "is right" : "IS WRONG"}`,
      ) + "\n",
    );

    const lease = await services.loader.lease({ variantId: installed.id, plan: {}, force: false }, interrupt.signal);
    step("Load", `ready in ${((lease.state().measured?.loadMs ?? 0) / 1000).toFixed(2)} s, in a process of its own`);

    step("Answer", question);
    terminal.write("\n  ");
    const answer = await lease.generate(
      {
        messages: [{ role: "user", text: question }],
        sampling: { ...defaultSampling, temperature: 0, topP: 1, topK: 0, seed: 1, maxTokens: 160 },
      },
      { signal: interrupt.signal, onText: (text) => terminal.write(printable(text).replaceAll("\n", "\n  ")) },
    );
    if (answer.tokens === 0) throw keptFailure("internal", "The model answered nothing.");
    terminal.write("\n");

    step("Predicted and measured", "");
    terminal.write(`${indent(compare(fit, lease.state(), answer))}\n\n`);
  } finally {
    await services.dispose();
    await standIn?.close();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

let steps = 0;

function step(title: string, text: string): void {
  steps += 1;
  terminal.write(
    `\n${terminal.style(["bold", "cyan"], `${steps}  ${title}`)}\n${text === "" ? "" : `${indent(text)}\n`}`,
  );
}

function indent(text: string): string {
  return text.replace(/^/gm, "   ");
}

function compare(fit: VariantFit | undefined, { predicted, measured }: SessionState, answer: Answer): string {
  const speed = fit?.speed;
  const range = ([low, high]: [number, number]): string => `${low.toFixed(0)}–${high.toFixed(0)} tok/s`;
  const rows = [
    ["", "PREDICTED", "MEASURED"],
    ["memory that must be free", bytes(predicted?.anonymousBytes), bytes(measured?.anonymousBytes)],
    ["file kept in memory", bytes(predicted?.fileBackedBytes), bytes(measured?.fileBackedBytes)],
    ["answering", speed ? range(speed.tokensPerSecond) : "–", rate(answer.tokensPerSecond)],
    ["reading the prompt", speed ? range(speed.promptTokensPerSecond) : "–", rate(answer.promptTokensPerSecond)],
    ["first word", "–", answer.firstTokenMs === null ? "–" : `${(answer.firstTokenMs / 1000).toFixed(2)} s`],
  ];
  return table(rows, [1, 2]);
}

function bytes(count: number | null | undefined): string {
  return count == null ? "–" : formatBytes(count);
}

function rate(tokensPerSecond: number | null): string {
  return tokensPerSecond === null ? "–" : `${tokensPerSecond.toFixed(0)} tok/s`;
}

try {
  await demo();
} catch (thrown) {
  terminal.note(sayError(toAppError(thrown)));
  process.exitCode = 1;
}
