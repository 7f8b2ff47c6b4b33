import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { StreamTerminal } from "../../../../src-main/doors/cli/terminal.ts";

it("ends with the answer, whatever goes on for a moment after it", () => {
  const stdout = new PassThrough();
  const streams = { stdin: new PassThrough(), stdout, stderr: new PassThrough() };
  const terminal = new StreamTerminal(streams as unknown as ConstructorParameters<typeof StreamTerminal>[0], true);
  terminal.event("progress", { receivedBytes: 1 });
  terminal.answer({ error: { code: "cancelled" } }, () => "");
  terminal.event("progress", { receivedBytes: 2 });
  const lines = (stdout.read() as Buffer).toString("utf8").trim().split("\n");
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { event: "progress", receivedBytes: 1 },
    { error: { code: "cancelled" } },
  ]);
});
