import { createContext, untrack } from "svelte";
import type {
  MachineInput,
  MachineSuggestions,
  ModelJob,
  Suggestion,
  SuggestionRole,
} from "../../src-shared/contract/index.ts";
import { type Bridge, type BridgeError, toBridgeError } from "../bridge/index.ts";
import type { LanguageState } from "./language.svelte.ts";
import { LatestCall } from "./latest-call.ts";
import { onPlanSettings } from "./plan-settings.ts";
import type { WhatIfState } from "./what-if.svelte.ts";

/**
 * The models to take on a computer, for the job that was chosen. Main is asked while a screen shows them (`enter`), and again when
 * the job, the computer or what plans may use of it has changed; a question that is no longer asked is cancelled.
 */
export class SuggestionsState {
  readonly #bridge: Bridge;
  readonly #language: Pick<LanguageState, "spoken">;
  /** Null: this computer, whatever else is looked at. */
  readonly #whatIf: WhatIfState | null;
  #job = $state<ModelJob>("chat");
  #answer = $state.raw<MachineSuggestions | null>(null);
  #error = $state.raw<BridgeError | null>(null);
  #busy = $state(false);
  /** What is shown is not the answer to what would be asked now. */
  #isUnanswered = true;
  /** Screens that show them. */
  #watchers = 0;
  readonly #asking = new LatestCall();

  constructor(bridge: Bridge, language: Pick<LanguageState, "spoken">, whatIf: WhatIfState | null = null) {
    this.#bridge = bridge;
    this.#language = language;
    this.#whatIf = whatIf;
  }

  connect(): () => void {
    const askHere = (): void => {
      if (this.#machine === null) this.#askAgain();
    };
    const ends = [
      this.#bridge.on("machine", askHere),
      onPlanSettings(this.#bridge, askHere),
      this.#whatIf?.onChange(() => {
        // What suits another computer is not shown for this one.
        this.#answer = null;
        this.#askAgain();
      }) ?? ((): void => undefined),
    ];
    return () => {
      ends.forEach((end) => end());
      this.#asking.cancel();
    };
  }

  get job(): ModelJob {
    return this.#job;
  }
  /** The best first; null until main has answered. While `busy` they may be those of the job before. */
  get all(): readonly Suggestion[] | null {
    return this.#answer?.suggestions ?? null;
  }
  of(role: SuggestionRole): Suggestion | null {
    return this.all?.find((one) => one.role === role) ?? null;
  }
  /** The largest model that runs well on the computer; null where none does, and until main has answered. */
  get largest(): MachineSuggestions["largest"] {
    return this.#answer?.largest ?? null;
  }
  get busy(): boolean {
    return this.#busy;
  }
  get error(): BridgeError | null {
    return this.#error;
  }

  choose(job: ModelJob): void {
    if (job === this.#job) return;
    this.#job = job;
    this.#askAgain();
  }

  /** A screen shows them from now on. Returns the function that ends it. */
  enter(): () => void {
    this.#watchers++;
    // An effect that calls this must not depend on what is read here, or it would run again.
    untrack(() => {
      if (this.#isUnanswered && !this.#busy) void this.ask();
    });
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#watchers--;
      if (this.#watchers > 0) return;
      this.#asking.cancel();
      this.#busy = false;
    };
  }

  async ask(): Promise<void> {
    const signal = this.#asking.next();
    const asked = { job: this.#job, machine: this.#machine, languages: [...this.#language.spoken] };
    this.#busy = true;
    this.#error = null;
    try {
      const answer = await this.#bridge.catalog.suggest(asked, signal);
      if (signal.aborted) return;
      this.#answer = answer;
      this.#isUnanswered = false;
    } catch (thrown) {
      if (signal.aborted) return;
      this.#answer = null;
      this.#error = toBridgeError(thrown);
    }
    this.#busy = false;
  }

  get #machine(): MachineInput | null {
    return this.#whatIf?.machine ?? null;
  }

  #askAgain(): void {
    this.#isUnanswered = true;
    if (this.#watchers > 0) void this.ask();
  }
}

/** For this computer. */
export const [getSuggestions, setSuggestions] = createContext<SuggestionsState>();
/** For the computer that fits are shown for: this one, or that of "what if". */
export const [getSuggestionsShown, setSuggestionsShown] = createContext<SuggestionsState>();
