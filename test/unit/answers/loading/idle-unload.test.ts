import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { SessionState } from "../../../../src-shared/contract/index.ts";
import { IdleUnload } from "../../../../src-main/answers/loading/index.ts";
import type { IdleUnloadOptions } from "../../../../src-main/answers/loading/idle-unload.ts";
import { Emitter } from "../../../../src-main/ground/core/index.ts";
import { settingsSchema } from "../../../../src-main/ground/inputs/index.ts";

const minuteMs = 60_000;
const changed = new Emitter<never>();
const chosen = new Emitter<never>();
let statuses: SessionState["status"][];
let minutes: number | null;
let rests: number;
let idleUnload: IdleUnload;

function set(...now: typeof statuses): void {
  statuses = now;
  changed.emit(null as never);
}

beforeEach(() => {
  vi.useFakeTimers();
  [statuses, minutes, rests] = [[], 15, 0];
  const list = () => statuses.map((status) => ({ state: () => ({ status }) }));
  idleUnload = new IdleUnload({
    sessions: { list, onChange: (listener: () => void) => changed.on(listener) },
    loader: { rest: () => Promise.resolve(void rests++) },
    settings: {
      get: () => ({ ...settingsSchema.parse({}), unloadAfterMinutes: minutes }),
      onChange: (listener: () => void) => chosen.on(listener),
    },
  } as unknown as IdleUnloadOptions);
});
afterEach(async () => {
  await idleUnload.dispose();
  vi.useRealTimers();
});

it("a model rests when it has had no question for as long as was chosen", () => {
  set("loading");
  vi.advanceTimersByTime(60 * minuteMs);
  set("ready");
  vi.advanceTimersByTime(15 * minuteMs - 1);
  expect(rests).toBe(0);
  vi.advanceTimersByTime(1);
  expect(rests).toBe(1);
});

it("a question begins the wait anew, and what is said of a model meanwhile does not", () => {
  set("ready");
  vi.advanceTimersByTime(14 * minuteMs);
  set("answering");
  vi.advanceTimersByTime(60 * minuteMs);
  set("ready");
  vi.advanceTimersByTime(14 * minuteMs);
  set("ready");
  expect(rests).toBe(0);
  vi.advanceTimersByTime(minuteMs);
  expect(rests).toBe(1);
});

it("while one of several writes, none rests", () => {
  set("ready", "answering");
  vi.advanceTimersByTime(60 * minuteMs);
  expect(rests).toBe(0);
});

it("a model stays where that was chosen, and a choice holds at once", () => {
  minutes = null;
  set("ready");
  vi.advanceTimersByTime(24 * 60 * minuteMs);
  expect(rests).toBe(0);
  minutes = 60;
  chosen.emit(null as never);
  vi.advanceTimersByTime(1);
  expect(rests).toBe(1);
});

it("what is in use when its time is up is asked about again later", () => {
  set("ready");
  vi.advanceTimersByTime(30 * minuteMs);
  expect(rests).toBe(2);
});
