import { beforeEach, describe, expect, it } from "vitest";
import {
  type HardwareProfile,
  type InstalledVariant,
  type MemoryNeed,
  type SessionState,
  defaultSampling,
  engineStateOf,
} from "../../../../src-shared/contract/index.ts";
import { GiB } from "../../../../src-shared/figures/index.ts";
import { type AppError, toAppError } from "../../../../src-main/ground/core/index.ts";
import {
  type Answer,
  type GenerateOptions,
  type GenerateRequest,
  type LoadOptions,
  type Session,
  type Sessions,
  type Wish,
  meets,
} from "../../../../src-main/answers/engine/index.ts";
import { settingsSchema } from "../../../../src-main/ground/inputs/index.ts";
import { type Lease, type LeaseWish, ModelLoader } from "../../../../src-main/answers/loading/index.ts";
import type { LoadOutcome } from "../../../../src-main/models/ledger/index.ts";
import { machineOf } from "../../models/recommend/facts.ts";
import { type Label, fitOf, labels, sizes, variantOf } from "./two-variants.ts";

/** A process that is not there: what it holds is then what was measured. */
const nobody = 2 ** 30;

/** A session that holds what was predicted, and answers nothing. */
class FakeSession implements Session {
  readonly id: string;
  readonly capabilities;
  readonly options: LoadOptions;
  isOver = false;

  constructor(id: string, options: LoadOptions) {
    this.id = id;
    this.options = options;
    const { sequences, contextTokens } = options.plan;
    this.capabilities = { leavesComputer: false, sequences, contextTokens };
  }

  get files(): string[] {
    return this.options.files;
  }

  get heldBytes(): number {
    return this.options.predicted?.anonymousBytes ?? 0;
  }

  state(): SessionState {
    const { variantId, plan, predicted, steps = [] } = this.options;
    return {
      ...{ id: this.id, status: "ready", variantId, plan, predicted, steps, capabilities: this.capabilities },
      measured: { anonymousBytes: this.heldBytes, fileBackedBytes: null, gpuBytes: null, loadMs: 1 },
      ...{ loadProgress: null, contextUsedTokens: 0, fallbackForm: null, error: null },
    };
  }

  inspect(): Promise<never> {
    return Promise.reject(new Error("nobody looks here"));
  }

  processId(): number | null {
    return this.isOver ? null : nobody;
  }

  meets(wish: Wish): boolean {
    return !this.isOver && (meets(this.options.asked ?? this.options, wish) || meets(this.options, wish));
  }

  generate(_request: GenerateRequest, _options?: GenerateOptions): Promise<Answer> {
    return Promise.reject(new Error("not asked here"));
  }
}

class FakeSessions implements Sessions {
  sessions: FakeSession[] = [];
  /** What was loaded, and what was ended, in order. */
  readonly log: string[] = [];
  /** Holds the next loads up until it is called. */
  letLoad: (() => void) | null = null;
  #waiting: Promise<void> = Promise.resolve();
  #lastId = 0;

  holdUp(): void {
    this.#waiting = new Promise((resolve) => (this.letLoad = resolve));
  }

  state = () => engineStateOf(this.sessions.map((session) => session.state()));
  list = () => this.sessions;
  onChange = () => () => undefined;
  onAnswer = () => () => undefined;
  stopMeasuring = () => undefined;
  forget = () => undefined;
  gone = () => Promise.resolve();
  dispose = () => Promise.resolve();
  unload = () => this.end(this.sessions.map(({ id }) => id));

  want(id: string): void {
    this.sessions = this.sessions.toSorted((a, b) => Number(a.id === id) - Number(b.id === id));
  }

  async load(options: LoadOptions): Promise<Session> {
    if (options.beside !== true) await this.unload();
    await this.#waiting;
    const session = new FakeSession(String(++this.#lastId), options);
    this.sessions = [...this.sessions, session];
    this.log.push(`load ${options.variantId}`);
    return session;
  }

  end(ids: readonly string[]): Promise<void> {
    for (const session of this.sessions.filter(({ id }) => ids.includes(id))) {
      session.isOver = true;
      this.log.push(`end ${session.options.variantId}`);
    }
    this.sessions = this.sessions.filter(({ id }) => !ids.includes(id));
    return Promise.resolve();
  }
}

let sessions: FakeSessions;
let loader: ModelLoader;
/** With nothing loaded. */
let roomBytes: number;
let outcomes: LoadOutcome[];
let installed: InstalledVariant[];
let onJudged: (variantId: string) => void;

/** As the system would report it: what sessions hold is no longer free. */
function machineNow(): HardwareProfile {
  const held = sessions.sessions.reduce((sum, { heldBytes }) => sum + heldBytes, 0);
  return machineOf({ freeBytes: roomBytes - held, totalBytes: 64 * GiB });
}

beforeEach(() => {
  sessions = new FakeSessions();
  roomBytes = 48 * GiB;
  outcomes = [];
  onJudged = () => undefined;
  installed = labels.map(variantOf);
  loader = new ModelLoader({
    hardware: { refresh: () => Promise.resolve(machineNow()) },
    planning: {
      open: ({ variantId }) =>
        Promise.resolve({
          fitOn(on, request) {
            onJudged(variantId);
            return fitOf(variantId, request, on);
          },
          mappedTensors: () => Promise.resolve([]),
          lendFromTokens: () => 49,
        }),
    },
    library: {
      refresh: () => Promise.resolve(),
      list: () => installed,
      get: (id) => installed.find((variant) => variant.id === id) ?? null,
      files: (id) => [{ path: id, sizeBytes: 1, sha256: null }],
      touch: () => undefined,
    },
    sessions,
    estimator: { letGo: () => Promise.resolve() },
    backends: { settle: () => Promise.resolve(machineNow()) },
    settings: { get: () => settingsSchema.parse({}) },
    requests: { ask: () => Promise.resolve(null) },
  });
  loader.onLoadOutcome((outcome) => outcomes.push(outcome));
});

const lease = (variantId: Label, more: Partial<LeaseWish> = {}, signal?: AbortSignal): Promise<Lease> =>
  loader.lease({ variantId, plan: { contextTokens: 2048 }, force: false, ...more }, signal);
const loaded = (): string[] => sessions.sessions.map(({ options }) => options.variantId);
const memoryOf = (variantId: Label): MemoryNeed | null =>
  fitOf(variantId, { contextTokens: 2048 }, machineOf({ freeBytes: roomBytes, totalBytes: 64 * GiB })).memory;
const pagesOf = (variantId: Label): number => memoryOf(variantId)?.fileBackedBytes ?? 0;
const needOf = (variantId: Label): number => (memoryOf(variantId)?.anonymousBytes ?? 0) + pagesOf(variantId);
const failure = (work: Promise<unknown>): Promise<AppError> =>
  work.then(() => Promise.reject(new Error("done")), toAppError);
/** Whether it is still waited for when all that could happen has happened. */
async function isWaiting(work: Promise<unknown>): Promise<boolean> {
  let isOver = false;
  const over = (): void => void (isOver = true);
  work.then(over, over);
  await new Promise((resolve) => setImmediate(resolve));
  return !isOver;
}

describe("a lease on one model", () => {
  it("is on the session that is there, which is loaded once", async () => {
    const [first, second] = [await lease("Q4_K_M"), lease("Q4_K_M")];
    expect(await isWaiting(second)).toBe(true);
    first.release();
    expect((await second).id).toBe(first.id);
    expect(sessions.log).toEqual(["load Q4_K_M"]);
  });

  it("is on the session that is there for it, and on none with another plan", async () => {
    const { id } = await lease("Q4_K_M");
    expect(loader.loaded({ variantId: "Q4_K_M", plan: { contextTokens: 2048 } })?.id).toBe(id);
    expect(loader.loaded({ variantId: "Q4_K_M", plan: { contextTokens: 4096 } })).toBe(null);
  });

  it("says what the session is and can", async () => {
    const held = await lease("Q4_K_M");
    expect(held).toMatchObject({
      id: "1",
      capabilities: { leavesComputer: false, sequences: 1, contextTokens: 2048 },
      plan: { contextTokens: 2048 },
    });
    expect(held.state().measured?.anonymousBytes).toBeGreaterThan(1e9);
  });

  it("joins a load that is on its way", async () => {
    sessions.holdUp();
    const both = [lease("Q4_K_M", { plan: { sequences: 2 } }), lease("Q4_K_M", { plan: { sequences: 2 } })];
    expect(await isWaiting(Promise.all(both))).toBe(true);
    sessions.letLoad?.();
    const [first, second] = await Promise.all(both);
    expect(second?.id).toBe(first?.id);
    expect(sessions.log).toEqual(["load Q4_K_M"]);
  });

  it("is given for as many answers as the session writes at one time, and then waits for one of them", async () => {
    const plan = { contextTokens: 2048, sequences: 2 };
    const [first] = [await lease("Q4_K_M", { plan }), await lease("Q4_K_M", { plan })];
    const third = lease("Q4_K_M", { plan });
    expect(await isWaiting(third)).toBe(true);
    first.release();
    // Once more gives no other one's back.
    first.release();
    await third;
    expect(await isWaiting(lease("Q4_K_M", { plan }))).toBe(true);
  });

  it("is waited for no longer after an abort", async () => {
    await lease("Q4_K_M");
    const leaving = new AbortController();
    const second = failure(lease("Q4_K_M", {}, leaving.signal));
    expect(await isWaiting(second)).toBe(true);
    leaving.abort();
    expect((await second).code).toBe("cancelled");
  });
});

describe("another model", () => {
  it("takes the place of what nobody uses", async () => {
    (await lease("Q4_K_M")).release();
    await lease("Q2_K");
    expect(sessions.log).toEqual(["load Q4_K_M", "end Q4_K_M", "load Q2_K"]);
  });

  it("waits for what somebody uses", async () => {
    const first = await lease("Q4_K_M");
    const second = lease("Q2_K");
    expect(await isWaiting(second)).toBe(true);
    expect(loaded()).toEqual(["Q4_K_M"]);
    first.release();
    await second;
    expect(loaded()).toEqual(["Q2_K"]);
  });

  it("takes any place when a person asks for it", async () => {
    await lease("Q4_K_M");
    const state = await loader.load({ variantId: "Q2_K", plan: {}, force: false });
    expect(state).toMatchObject({ variantId: "Q2_K", sessions: [{ variantId: "Q2_K" }] });
  });
});

describe("a model that is wanted beside another", () => {
  it("stays with it where both fit, and the one that was wanted last is shown", async () => {
    const first = await lease("Q4_K_M");
    const second = await lease("Q2_K", { beside: true });
    expect(loaded()).toEqual(["Q4_K_M", "Q2_K"]);
    expect(sessions.state()).toMatchObject({ variantId: "Q2_K", sessions: [{ id: first.id }, { id: second.id }] });
    expect(outcomes.map(({ sessionId }) => sessionId)).toEqual([first.id, second.id]);
    first.release();
    await lease("Q4_K_M");
    expect(sessions.state().variantId).toBe("Q4_K_M");
    expect(sessions.log).toEqual(["load Q4_K_M", "load Q2_K"]);
  });

  it("stays with it when a person asks for it so", async () => {
    await lease("Q4_K_M");
    const state = await loader.load({ variantId: "Q2_K", plan: {}, force: false, beside: true });
    expect(state.sessions.map(({ variantId }) => variantId)).toEqual(["Q4_K_M", "Q2_K"]);
  });

  it("takes the place of what nobody uses where they do not", async () => {
    roomBytes = 6.5 * GiB;
    (await lease("Q4_K_M")).release();
    await lease("Q2_K", { beside: true });
    expect(sessions.log).toEqual(["load Q4_K_M", "end Q4_K_M", "load Q2_K"]);
  });

  it("ends nothing that somebody began to use while it was judged", async () => {
    roomBytes = 6.5 * GiB;
    (await lease("Q4_K_M")).release();
    let used: Promise<Lease> | null = null;
    onJudged = (variantId) => {
      if (variantId === "Q2_K") used ??= lease("Q4_K_M");
    };
    expect((await failure(lease("Q2_K", { beside: true }))).code).toBe("out-of-memory");
    expect(used).not.toBeNull();
    expect(sessions.log).toEqual(["load Q4_K_M"]);
  });

  it("ends no more than it needs, and first what was wanted longest ago", async () => {
    // Room for one of each.
    roomBytes = 1.05 * (needOf("Q2_K") + needOf("Q4_K_M"));
    (await lease("Q2_K")).release();
    (await lease("Q2_K", { plan: { contextTokens: 4096 }, beside: true })).release();
    (await lease("Q2_K")).release();
    await lease("Q4_K_M", { beside: true });
    expect(sessions.sessions.map(({ options }) => [options.variantId, options.plan.contextTokens])).toEqual([
      ["Q2_K", 2048],
      ["Q4_K_M", 2048],
    ]);
  });

  it("is refused where what is used leaves no room, and costs nothing", async () => {
    roomBytes = 6.5 * GiB;
    await lease("Q4_K_M");
    expect((await failure(lease("Q2_K", { beside: true }))).code).toBe("out-of-memory");
    expect(sessions.log).toEqual(["load Q4_K_M"]);
  });

  it("counts the pages that the other one reads for every token, although the system calls them free", async () => {
    // Room for both but for those 1.4 GiB.
    roomBytes = 8.2 * GiB;
    await lease("Q4_K_M");
    expect((await failure(lease("Q2_K", { beside: true }))).code).toBe("out-of-memory");
  });

  it("reads the same pages where it is the same file, and they are counted once", async () => {
    // Room for two of them, and for half as much again of what each reads for every token.
    roomBytes = 2 * needOf("Q4_K_M") - 0.5 * pagesOf("Q4_K_M");
    await lease("Q4_K_M");
    await lease("Q4_K_M", { plan: { contextTokens: 2047 }, beside: true });
    expect(sessions.log).toEqual(["load Q4_K_M", "load Q4_K_M"]);
  });

  it("is loaded after what is being loaded, so that its memory is counted once", async () => {
    roomBytes = 6.5 * GiB;
    sessions.holdUp();
    const first = lease("Q4_K_M", { beside: true });
    const second = failure(lease("Q2_K", { beside: true }));
    expect(await isWaiting(Promise.race([first, second]))).toBe(true);
    sessions.letLoad?.();
    await first;
    expect((await second).code).toBe("out-of-memory");
    expect(loaded()).toEqual(["Q4_K_M"]);
  });
});

describe("a model that rests", () => {
  it("comes back as it was asked for, with the lease that it would have served", async () => {
    await loader.load({ variantId: "Q4_K_M", plan: { contextTokens: 4096 }, force: false });
    await loader.rest();
    expect(loaded()).toEqual([]);
    const held = await lease("Q4_K_M", { plan: {} });
    expect(held.plan.contextTokens).toBe(4096);
  });

  it("does not come back so when another plan is wanted, or has been loaded meanwhile", async () => {
    await loader.load({ variantId: "Q4_K_M", plan: { contextTokens: 4096 }, force: false });
    await loader.rest();
    const held = await lease("Q4_K_M", { plan: { contextTokens: 2048 } });
    expect(held.plan.contextTokens).toBe(2048);
    held.release();
    await loader.rest();
    await loader.load({ variantId: "Q2_K", plan: {}, force: false });
    expect((await lease("Q4_K_M", { plan: {} })).plan.contextTokens).not.toBe(2048);
  });

  it("comes back though it does not fit where a person has insisted on it", async () => {
    roomBytes = GiB;
    await loader.load({ variantId: "Q4_K_M", plan: {}, force: true });
    await loader.rest();
    const held = await lease("Q4_K_M", { plan: {} });
    expect(sessions.log).toEqual(["load Q4_K_M", "end Q4_K_M", "load Q4_K_M"]);
    held.release();
    await loader.unload();
    expect((await failure(lease("Q4_K_M", { plan: {} }))).code).toBe("out-of-memory");
  });

  it("comes back as the smaller one that was agreed to, unless its files are gone", async () => {
    roomBytes = sizes.Q2_K + GiB;
    const plan = { contextTokens: 2048 };
    await loader.load({ variantId: "Q4_K_M", plan, force: false, stepDown: true });
    expect(loaded()).toEqual(["Q2_K"]);
    await loader.rest();
    (await lease("Q4_K_M")).release();
    expect(loaded()).toEqual(["Q2_K"]);
    await loader.rest();
    installed = installed.filter(({ id }) => id !== "Q2_K");
    expect((await failure(lease("Q4_K_M"))).code).toBe("out-of-memory");
  });

  it("is remembered while others are in use", async () => {
    await loader.load({ variantId: "Q4_K_M", plan: { contextTokens: 4096 }, force: false });
    await loader.rest();
    const other = await lease("Q2_K");
    await loader.rest();
    const held = await lease("Q4_K_M", { plan: {}, beside: true });
    expect(held.plan.contextTokens).toBe(4096);
    other.release();
  });

  it("is not in use, and nothing is being loaded in its place", async () => {
    const held = await lease("Q4_K_M");
    await loader.rest();
    expect(loaded()).toEqual(["Q4_K_M"]);
    held.release();
    sessions.holdUp();
    const other = lease("Q2_K", { beside: true });
    await isWaiting(other);
    await loader.rest();
    expect(loaded()).toEqual(["Q4_K_M"]);
    sessions.letLoad?.();
    await other;
  });
});

describe("what is asked aside", () => {
  const request = { messages: [], sampling: defaultSampling };
  /** Has the session that is there answer aside, until it is stopped. */
  const answering = (): void => {
    const [session] = sessions.sessions;
    if (session === undefined) throw new Error("no session");
    session.generate = (_request: GenerateRequest, { signal }: GenerateOptions = {}) =>
      new Promise((resolve) => {
        signal?.addEventListener("abort", () => resolve({ stopReason: "stopped" } as Answer));
      });
  };
  const aside = (): Promise<Answer | null> =>
    loader.aside({ variantId: "Q4_K_M", plan: {} }, request, new AbortController().signal);

  it("is asked of a session that is there and that nobody uses", async () => {
    expect(await aside()).toBeNull();
    const held = await lease("Q4_K_M");
    answering();
    expect(await aside()).toBeNull();
    const waiting = lease("Q4_K_M");
    held.release();
    expect(await aside()).toBeNull();
    (await waiting).release();
    expect(await isWaiting(aside())).toBe(true);
    expect(sessions.log).toEqual(["load Q4_K_M"]);
  });

  it("ends when a session is wanted, whichever, and before that is there", async () => {
    (await lease("Q4_K_M")).release();
    answering();
    const asked = aside();
    const wanted = lease("Q4_K_M");
    expect(await asked).toEqual({ stopReason: "stopped" });
    (await wanted).release();
    const another = aside();
    await lease("Q2_K");
    expect(await another).toEqual({ stopReason: "stopped" });
  });

  it("keeps no model in memory", async () => {
    (await lease("Q4_K_M")).release();
    answering();
    void aside();
    await loader.rest();
    expect(sessions.log).toEqual(["load Q4_K_M", "end Q4_K_M"]);
  });
});
