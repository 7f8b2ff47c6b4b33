import type { HardwareProfile, MachineInput } from "../../../src-shared/contract/index.ts";
import { type Hardware, completeMachine } from "../../ground/hardware/index.ts";
import type { SettingsService } from "../../ground/settings/index.ts";
import type { Ledger } from "../ledger/index.ts";
import {
  type EngineAbilities,
  type FitReportInput,
  type Learned,
  type MeasuredLosses,
  applyOverrides,
} from "../recommend/index.ts";

export interface JudgedMachinesOptions {
  settings: Pick<SettingsService, "get">;
  hardware: Pick<Hardware, "get">;
  ledger: Pick<Ledger, "learned">;
  /** Options that this version's engine takes. */
  abilities: EngineAbilities;
  /** What was measured of variants on this computer; left out: nothing. */
  measured?: () => MeasuredLosses | null;
}

/** A computer, and what every plan for it begins with. */
export type JudgedMachine = Pick<FitReportInput, "machine" | "defaults" | "whatIf">;

/** The computers that are judged for: this one with what its owner has corrected and its loads have taught, or another one. */
export class JudgedMachines {
  readonly #options: JudgedMachinesOptions;

  constructor(options: JudgedMachinesOptions) {
    this.#options = options;
  }

  /** Null: this one, as it was found last. */
  async of(input: MachineInput | null): Promise<JudgedMachine> {
    if (input === null) return this.found(await this.#options.hardware.get());
    // What loads have taught holds for this machine only.
    return { machine: completeMachine(input), defaults: this.#defaults(null), whatIf: true };
  }

  /** This one as it was just found, or as it will be. */
  found(machine: HardwareProfile): JudgedMachine {
    // The ledger knows it as it was found.
    const learned = this.#options.ledger.learned(machine);
    return { machine: this.#asOwned(machine), defaults: this.#defaults(learned), whatIf: false };
  }

  /** The same without what loads have taught. */
  unlearned(machine: HardwareProfile): JudgedMachine {
    return { machine: this.#asOwned(machine), defaults: this.#defaults(null), whatIf: false };
  }

  #asOwned(machine: HardwareProfile): HardwareProfile {
    return applyOverrides(machine, this.#options.settings.get().machineOverrides);
  }

  #defaults(learned: Learned | null): JudgedMachine["defaults"] {
    const { defaultContextTokens, memoryReserveBytes } = this.#options.settings.get();
    const { abilities, measured } = this.#options;
    return {
      contextTokens: defaultContextTokens,
      memoryReserveBytes,
      learned,
      abilities,
      // Whatever the computer: a file loses the same on all.
      measured: measured?.() ?? null,
    };
  }
}
