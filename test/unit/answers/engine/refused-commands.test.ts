import { expect, it } from "vitest";
import type { Report } from "../../../../src-main/answers/engine/protocol.ts";
import { Session } from "../../../../src-main/answers/engine/worker/session.ts";

/** What is reported of a command that breaks the protocol's limits. */
function refused(command: unknown): unknown {
  const reports: Report[] = [];
  new Session(new Promise(() => undefined), (report) => reports.push(report)).refuse(command, "too many");
  return reports.map((report) => [report.type, "id" in report ? report.id : null]);
}

it.each([
  ["generate", "answerFailed", 3],
  ["inspect", "inspectFailed", 3],
  ["measure", "measured", 3],
  ["answerNow", "notice", null],
  ["load", "loadFailed", null],
])("a refused command fails what it belongs to: %s", (type, report, id) => {
  expect(refused({ type, id: 3 })).toEqual([[report, id]]);
});
