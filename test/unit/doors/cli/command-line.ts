import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { run } from "../../../../src-main/doors/cli/run.ts";

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
  /** Every line of standard output as JSON. */
  lines: unknown[];
  /** The last of them: the answer. */
  answer: unknown;
}

/** The command line in this process, with its own data folder. */
export class CommandLine {
  readonly folder: string = mkdtempSync(join(tmpdir(), "bitloft-cli-"));
  readonly dataFolder: string = join(this.folder, "data");
  readonly #env: Record<string, string>;

  /** `hubUrl` left out: an address that never answers. */
  constructor(hubUrl = "http://127.0.0.1:9", language = "en_US.UTF-8") {
    this.#env = { HF_ENDPOINT: hubUrl, HF_HOME: join(this.folder, "no-token"), HOME: this.folder, LANG: language };
  }

  async run(
    args: string[],
    { input = "", dataFolder = this.dataFolder }: { input?: string; dataFolder?: string } = {},
  ): Promise<Outcome> {
    const stdin = new PassThrough();
    stdin.end(input);
    const [stdout, stderr] = [collector(), collector()];
    const code = await run([...args, "--data-dir", dataFolder], {
      stdin: stdin as unknown as NodeJS.ReadStream,
      stdout: stdout.stream,
      stderr: stderr.stream,
      env: this.#env,
    });
    const lines = stdout
      .text()
      .split("\n")
      .filter((line) => line !== "");
    const asJson = args.includes("--json") ? lines.map((line) => JSON.parse(line) as unknown) : [];
    return { code, stdout: stdout.text(), stderr: stderr.text(), lines: asJson, answer: asJson.at(-1) };
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function collector(): { stream: NodeJS.WriteStream; text: () => string } {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => Buffer.concat(chunks).toString("utf8") };
}
