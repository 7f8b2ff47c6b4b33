import { createContext } from "svelte";
import type { KvType, Ladder, MachineInput, PlanRequest } from "../../src-main/contract/index.ts";
import { type Bridge, type BridgeError, toBridgeError } from "../bridge/index.ts";

/**
 * The open repository and its ladder. Controls may move on every frame: at most one question is on its way, the
 * latest one waits for it, and an answer about another repository is dropped. Main keeps what it read from the Hub,
 * so a moved control costs arithmetic and no network.
 */
export class LadderState {
  readonly #bridge: Bridge;
  #repository = $state<string | null>(null);
  #plan = $state.raw<PlanRequest>({});
  #machine = $state.raw<MachineInput | null>(null);
  #ladder = $state.raw<Ladder | null>(null);
  #error = $state.raw<BridgeError | null>(null);
  #loading = $state(false);
  #visit = 0;
  #frame: number | null = null;
  #asking = false;
  #askAgain = false;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Free memory moves: the ladder of this machine follows it. */
  connect(): () => void {
    return this.#bridge.on("machine", () => {
      if (this.#repository !== null && this.#machine === null && this.#ladder) this.#schedule();
    });
  }

  get repository(): string | null {
    return this.#repository;
  }
  get plan(): PlanRequest {
    return this.#plan;
  }
  /** Null: this computer. */
  get machine(): MachineInput | null {
    return this.#machine;
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
    this.#repository = repository;
    this.#ladder = null;
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

  setMachine(machine: MachineInput | null): void {
    this.#machine = machine;
    this.#schedule();
  }

  /** Sets the controls as a way out says; what it leaves open stays. */
  apply(request: PlanRequest): void {
    this.#change(request);
  }

  #change(patch: PlanRequest): void {
    this.#plan = { ...this.#plan, ...patch };
    this.#schedule();
  }

  #restart(): void {
    this.#visit++;
    this.#error = null;
    this.#loading = true;
    this.#asking = false;
    this.#askAgain = false;
    void this.#ask();
  }

  #schedule(): void {
    if (this.#frame !== null) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = null;
      void this.#ask();
    });
  }

  async #ask(): Promise<void> {
    if (this.#repository === null) return;
    if (this.#asking) {
      this.#askAgain = true;
      return;
    }
    this.#asking = true;
    const visit = this.#visit;
    try {
      const ladder = await this.#bridge.catalog.ladder({
        repository: this.#repository,
        plan: this.#plan,
        machine: this.#machine,
      });
      if (visit !== this.#visit) return;
      this.#ladder = ladder;
      this.#error = null;
      this.#forgetLongContext(ladder);
    } catch (thrown) {
      if (visit !== this.#visit) return;
      this.#error = toBridgeError(thrown);
    }
    this.#loading = false;
    this.#asking = false;
    if (this.#askAgain) {
      this.#askAgain = false;
      void this.#ask();
    }
  }

  #forgetLongContext(ladder: Ladder): void {
    const trained = ladder.report?.model.trainedContextTokens;
    if (trained == null || (this.#plan.contextTokens ?? 0) <= trained) return;
    this.#change({ contextTokens: trained });
  }
}

export const [getLadder, setLadder] = createContext<LadderState>();
