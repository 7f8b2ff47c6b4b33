import { createContext } from "svelte";
import type {
  ExactCheck,
  FitArithmetic,
  FrontierStep,
  KvType,
  Ladder,
  LadderRequest,
  MachineInput,
  PlanRequest,
  Suggestion,
} from "../../src-shared/contract/index.ts";
import { type Bridge, type BridgeError, toBridgeError } from "../bridge/index.ts";
import { ExactChecks } from "./exact-checks.svelte.ts";
import { LatestCall } from "./latest-call.ts";
import { onPlanSettings } from "./plan-settings.ts";
import { WhatIfState } from "./what-if.svelte.ts";

/**
 * The open repository and its ladder. Controls may move on every frame: a question is asked at once, so that its answer can be
 * drawn in the next frame, but at most one is on its way; the latest waits for it. A question about another
 * repository is cancelled. Main keeps what it read from the Hub, so a moved control costs arithmetic and no network.
 */
export class LadderState {
  readonly #bridge: Bridge;
  readonly #whatIf: WhatIfState;
  readonly #checks: ExactChecks;
  #repository = $state<string | null>(null);
  #plan = $state.raw<PlanRequest>({});
  #ladder = $state.raw<Ladder | null>(null);
  #error = $state.raw<BridgeError | null>(null);
  #loading = $state(false);
  #suggested = $state<string | null>(null);
  #pointedAt = $state.raw<{ variant: string } | null>(null);
  readonly #visit = new LatestCall();
  #scheduled = false;
  #asking = false;
  #askAgain = false;

  constructor(bridge: Bridge, whatIf = new WhatIfState(bridge)) {
    this.#bridge = bridge;
    this.#whatIf = whatIf;
    this.#checks = new ExactChecks(bridge);
  }

  /** Free memory moves, settings change, and another computer is chosen: the ladder follows. */
  connect(): () => void {
    const askAgain = (): void => {
      if (this.machine === null && this.#ladder) this.#change({});
    };
    const ends = [
      this.#bridge.on("machine", askAgain),
      onPlanSettings(this.#bridge, askAgain),
      this.#whatIf.onChange(() => this.#change({})),
    ];
    return () => {
      ends.forEach((end) => end());
      this.#checks.forget();
    };
  }

  get repository(): string | null {
    return this.#repository;
  }
  get plan(): PlanRequest {
    return this.#plan;
  }
  /** Null: this computer. */
  get machine(): MachineInput | null {
    return this.#whatIf.machine;
  }
  /** Null until it was read; stays while controls move. */
  get ladder(): Ladder | null {
    return this.#ladder;
  }
  get error(): BridgeError | null {
    return this.#error;
  }
  /** The first answer for this repository is on its way. */
  get loading(): boolean {
    return this.#loading;
  }
  /** The variant that was suggested of this repository; null where it was opened otherwise. */
  get suggested(): string | null {
    return this.#suggested;
  }
  /** The row that a way out or the frontier leads to; a new object each time, so that the same row can be asked for again. */
  get pointedAt(): { variant: string } | null {
    return this.#pointedAt;
  }
  /** What the controls show: what was asked for, else what main chose. */
  get contextTokens(): number | null {
    return this.#plan.contextTokens ?? this.#ladder?.report?.plan.contextTokens ?? null;
  }
  get kvType(): string | null {
    return this.#plan.kvType ?? this.#ladder?.report?.plan.kvType ?? null;
  }

  /** Keeps KV type and computer, so that models can be compared; a context that this one never saw goes back to main's choice. */
  open(repository: string): void {
    if (repository === this.#repository && !this.#error) return;
    this.#suggested = null;
    this.#restartWith(repository);
  }

  /** The same for what was suggested, planned as it was for that; `contextTokens`: null for the usual context. */
  openSuggested({ repository, key }: Pick<Suggestion, "repository" | "key">, contextTokens: number | null): void {
    const { contextTokens: asked, ...others } = this.#plan;
    if (repository === this.#repository && !this.#error && (asked ?? null) === contextTokens) return;
    this.#plan = contextTokens === null ? others : { ...others, contextTokens };
    this.#suggested = key;
    this.#restartWith(repository);
  }

  #restartWith(repository: string): void {
    this.#repository = repository;
    this.#ladder = null;
    this.#pointedAt = null;
    this.#restart();
  }

  retry(): void {
    if (this.#repository !== null) this.#restart();
  }

  setContextTokens(contextTokens: number): void {
    this.#change({ contextTokens });
  }

  setKvType(kvType: KvType): void {
    this.#change({ kvType });
  }

  /** Leads to the row of a variant. */
  pointAt(variant: string): void {
    this.#pointedAt = { variant };
  }

  /** Sets the controls as a way out says; what it leaves open stays. */
  apply(request: PlanRequest): void {
    this.#change(request);
  }

  /** What the engine says of a row's plan; null until it has, and for another computer, which it cannot ask. */
  checkOf(variantKey: string): ExactCheck | null {
    return this.machine === null ? this.#checks.of(variantKey) : null;
  }

  /** The arithmetic behind a row, as the controls stand. */
  async explain(variant: string, signal: AbortSignal): Promise<FitArithmetic | null> {
    const request = this.#request();
    return request && (await this.#bridge.catalog.explain({ ...request, variant }, signal));
  }

  /** What each gigabyte buys, for the model that is open. */
  async frontier(signal: AbortSignal): Promise<FrontierStep[]> {
    const request = this.#request();
    return request ? await this.#bridge.catalog.frontier(request, signal) : [];
  }

  /** The ladder is looked at: asks again for what was under way when it was left. */
  enter(): void {
    if (this.#repository !== null && this.#visit.signal.aborted) this.#ask();
    this.#checks.resume();
  }

  /** The ladder is not on screen any more: its open requests are cancelled. */
  leave(): void {
    if (this.#asking) this.#endVisit();
    this.#checks.pause();
  }

  #request(): LadderRequest | null {
    return this.#repository === null
      ? null
      : { repository: this.#repository, plan: this.#plan, machine: this.#whatIf.machine };
  }

  #change(patch: PlanRequest): void {
    this.#plan = { ...this.#plan, ...patch };
    // What changes in one turn is one question.
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#ask();
    });
  }

  #restart(): void {
    this.#endVisit();
    this.#error = null;
    this.#loading = true;
    this.#checks.forget();
    this.#ask();
  }

  #endVisit(): void {
    this.#visit.cancel();
    this.#asking = false;
    this.#askAgain = false;
  }

  #ask(): void {
    const request = this.#request();
    if (request === null) return;
    if (this.#asking) {
      this.#askAgain = true;
      return;
    }
    this.#asking = true;
    void this.#askNow(request, this.#visit.signal.aborted ? this.#visit.next() : this.#visit.signal);
  }

  async #askNow(request: LadderRequest, signal: AbortSignal): Promise<void> {
    try {
      const ladder = await this.#bridge.catalog.ladder(request, signal);
      if (signal.aborted) return;
      if (this.#isOfThisComputer(request)) this.#show(ladder, request);
    } catch (thrown) {
      if (signal.aborted) return;
      if (this.#isOfThisComputer(request)) this.#error = toBridgeError(thrown);
    }
    // Another computer's answer is on its way then.
    if (this.#isOfThisComputer(request)) this.#loading = false;
    this.#asking = false;
    if (this.#askAgain) {
      this.#askAgain = false;
      this.#ask();
    }
  }

  /** Whether a question was about the computer that is looked at now: figures of two are never mixed. */
  #isOfThisComputer({ machine }: LadderRequest): boolean {
    return machine === this.machine;
  }

  #show(ladder: Ladder, request: LadderRequest): void {
    this.#ladder = ladder;
    this.#error = null;
    if (request.machine === null && ladder.report) this.#checks.ask(request);
    else this.#checks.forget();
    this.#forgetLongContext(ladder);
  }

  #forgetLongContext(ladder: Ladder): void {
    const trained = ladder.report?.model.trainedContextTokens;
    if (trained == null || (this.#plan.contextTokens ?? 0) <= trained) return;
    this.#change({ contextTokens: trained });
  }
}

export const [getLadder, setLadder] = createContext<LadderState>();
