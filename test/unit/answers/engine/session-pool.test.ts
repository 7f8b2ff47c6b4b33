import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SessionState } from "../../../../src-shared/contract/index.ts";
import { type Logger, silentLogger, systemClock } from "../../../../src-main/ground/core/index.ts";
import {
  type Answer,
  type LoadOptions,
  type Session,
  type SessionAnswer,
  SessionPool,
} from "../../../../src-main/answers/engine/index.ts";
import { ask, gone, isAlive, loadOptions, plan } from "./support.ts";

// The stand-in ends an answer when it is sent SIGUSR2.
describe.skipIf(process.platform === "win32")("sessions beside one another", () => {
  let pool: SessionPool;
  let notices: string[];
  const logger: Logger = {
    ...silentLogger,
    warn: (message, data) => void notices.push(typeof data?.["notice"] === "string" ? data["notice"] : message),
  };

  beforeEach(() => {
    notices = [];
    pool = new SessionPool({
      ...{ nodePath: process.execPath, logger, clock: systemClock },
      workerPath: fileURLToPath(new URL("./engine-stand-in.mjs", import.meta.url)),
    });
  });
  afterEach(() => pool.dispose());

  const load = (variantId: string, more: Partial<LoadOptions> = {}): Promise<Session> =>
    pool.load(loadOptions("no-file", { variantId, beside: true, ...more }));
  const pidOf = (session: Session): number => session.processId() ?? expect.fail("it has no process");
  /** A question whose first text has come. */
  async function asking(session: Session, text: string): Promise<{ answer: Promise<Answer> }> {
    let answer!: Promise<Answer>;
    await new Promise<void>((begun) => {
      answer = session.generate(ask(text), { onText: () => begun() });
    });
    return { answer };
  }
  const end = (session: Session): void => void process.kill(pidOf(session), "SIGUSR2");
  const statuses = (): [string, string][] => pool.state().sessions.map(({ id, status }) => [id, status]);
  const lost = (session: Session): Promise<SessionState> =>
    vi.waitUntil(() => (session.state().status === "failed" ? session.state() : null), { timeout: 60_000 });

  it("die each for itself, and the others go on", async () => {
    const [a, b] = [await load("a"), await load("b")];
    const [first, second] = [await asking(a, "One."), await asking(b, "Two.")];
    process.kill(pidOf(a), "SIGSEGV");
    await expect(first.answer).rejects.toMatchObject({ code: "engine-crashed" });
    expect(statuses()).toEqual([
      [a.id, "failed"],
      [b.id, "answering"],
    ]);
    end(b);
    expect((await second.answer).text).toBe("Two.");
    process.kill(pidOf(b), "SIGSEGV");
    expect((await lost(b)).error).toMatchObject({ code: "engine-crashed" });
    await expect(b.generate(ask("Still there?"))).rejects.toMatchObject({ code: "engine-crashed" });
    await pool.gone();
    expect([a.processId(), b.processId()]).toEqual([null, null]);
  });

  it("are told one by one, and the one that was wanted last is shown", async () => {
    const [a, b] = [await load("a"), await load("b")];
    expect(pool.state()).toMatchObject({ variantId: "b", status: "ready" });
    pool.want(a.id);
    expect(pool.state()).toMatchObject({ variantId: "a", sessions: [{ id: b.id }, { id: a.id }] });
    process.kill(pidOf(b), "SIGSEGV");
    await lost(b);
    expect(pool.state()).toMatchObject({ variantId: "a", status: "ready", error: null });
  });

  it("end each for itself, and give their memory back", async () => {
    const [a, b] = [await load("a"), await load("b")];
    const [pidOfA, pidOfB] = [pidOf(a), pidOf(b)];
    const { answer } = await asking(b, "Two.");
    await pool.end([a.id]);
    await gone(pidOfA);
    expect(statuses()).toEqual([[b.id, "answering"]]);
    end(b);
    await answer;
    await pool.unload();
    await gone(pidOfB);
    expect(pool.state()).toMatchObject({ status: "idle", sessions: [] });
  });

  it("all give way to one that is not to be beside them", async () => {
    const before = [pidOf(await load("a")), pidOf(await load("b"))];
    const c = await load("c", { beside: false });
    expect(statuses()).toEqual([[c.id, "ready"]]);
    await Promise.all(before.map(gone));
  });

  it("leave no process when the application ends, whatever they are doing", async () => {
    const [a, b] = [await load("a"), await load("b")];
    const pids = [pidOf(a), pidOf(b)];
    const { answer } = await asking(a, "One.");
    await pool.dispose();
    expect(await answer).toMatchObject({ text: "One.", stopReason: "stopped" });
    await Promise.all(pids.map(gone));
    await expect(load("c")).rejects.toMatchObject({ code: "cancelled" });
  });

  it("are lost from sight when something new is loaded, once they are lost", async () => {
    const a = await load("a");
    process.kill(pidOf(a), "SIGSEGV");
    await lost(a);
    const b = await load("b");
    expect(statuses()).toEqual([[b.id, "ready"]]);
    expect(b.id).not.toBe(a.id);
  });

  it("tell of each answer whose it is, and whether it was written alone", async () => {
    const given: [string, boolean][] = [];
    pool.onAnswer(({ sessionId, isAlone }: SessionAnswer) => given.push([sessionId, isAlone]));
    const [a, b] = [await load("a"), await load("b")];
    const first = await asking(a, "One.");
    const second = await asking(b, "Two.");
    end(a);
    await first.answer;
    end(b);
    await second.answer;
    const third = await asking(b, "Three.");
    end(b);
    await third.answer;
    expect(given).toEqual([
      [a.id, false],
      [b.id, false],
      [b.id, true],
    ]);
  });

  it("keep nothing of what is forgotten while they end", async () => {
    const forgotten: string[] = [];
    let wasThere = true;
    const keeping = new SessionPool({
      ...{ nodePath: process.execPath, logger, clock: systemClock },
      workerPath: fileURLToPath(new URL("./engine-stand-in.mjs", import.meta.url)),
      keptStates: {
        placeFor: () => null,
        forgetConversation: (id) => {
          forgotten.push(id);
          wasThere = isAlive(pid);
          return Promise.resolve();
        },
      },
    });
    const pid = pidOf(await keeping.load(loadOptions("no-file")));
    const unloaded = keeping.unload();
    keeping.forget(["a"]);
    await unloaded;
    await keeping.dispose();
    expect(forgotten).toEqual(["a", "a"]);
    expect(wasThere).toBe(false);
  });

  it("write as many answers at a time as they have sequences", async () => {
    const session = await load("a", { plan: { ...plan, sequences: 2 } });
    expect(session.capabilities).toEqual({ leavesComputer: false, sequences: 2, contextTokens: plan.contextTokens });
    const [first, second] = [await asking(session, "One."), await asking(session, "Two.")];
    await expect(session.generate(ask("Three."))).rejects.toMatchObject({ code: "busy" });
    end(session);
    expect((await first.answer).text).toBe("One.");
    expect(session.state().status).toBe("answering");
    end(session);
    expect((await second.answer).text).toBe("Two.");
    expect(session.state().status).toBe("ready");
  });
});
