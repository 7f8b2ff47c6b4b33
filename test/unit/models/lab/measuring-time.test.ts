import { expect, it } from "vitest";
import { type TimeQuestion, measuringTime } from "../../../../src-main/models/lab/measuring-time.ts";

const quiet = { wanting: 0, cores: 4, secondsOfWord: 0 };
const question: TimeQuestion = {
  readingSeconds: [10, 20],
  tokens: 5120,
  vocabulary: 100_000,
  bytes: 2e9,
  threads: 4,
  past: [],
  load: quiet,
};

it("counts the divergence's own work, by the positions and the vocabulary", () => {
  const [least, most] = measuringTime(question);
  const worked = measuringTime({ ...question, load: { ...quiet, secondsOfWord: 1e-8 } });
  // 10 chunks with 255 rows.
  expect(worked[0] - least).toBeCloseTo(2.55, 5);
  expect(worked[1] - most).toBeCloseTo(2.55, 5);
});

it("is longer the more others want of the processor, and wider", () => {
  const [least, most] = measuringTime(question);
  const [leastBusy, mostBusy] = measuringTime({ ...question, load: { ...quiet, wanting: 12 } });
  expect(mostBusy / most).toBeCloseTo(4);
  expect(leastBusy / least).toBeCloseTo(2.5);
});

it("goes by what models of about this size took here before, whatever the forecast says", () => {
  const past = [
    { bytes: 1e9, tokens: 5120, seconds: 30 },
    { bytes: 2e9, tokens: 2560, seconds: 40 },
    { bytes: 1e8, tokens: 5120, seconds: 1000 },
  ];
  const [least, most] = measuringTime({ ...question, past });
  expect(least).toBeCloseTo(60 / 1.3);
  expect(most).toBeCloseTo(80 * 1.3);
  expect(measuringTime({ ...question, past: past.slice(2) })).toEqual(measuringTime(question));
});
