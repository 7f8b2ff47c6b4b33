import { basename } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type Catalog, type KnownFacts, modelFacts, readGgufFile } from "../catalog/index.ts";
import type {
  FitReport,
  HardwareProfile,
  InstalledVariant,
  LadderRequest,
  MachineInput,
  ModelFacts,
  PlanRequest,
  RepositoryVariant,
  VariantFit,
} from "../../../src-shared/contract/index.ts";
import { variantKey } from "../../../src-shared/figures/index.ts";
import { AppError, type Clock, type Logger, keepLatest } from "../../ground/core/index.ts";
import { type Hardware, completeMachine } from "../../ground/hardware/index.ts";
import type { Ledger } from "../ledger/index.ts";
import type { InstalledFile, Library } from "../library/index.ts";
import {
  type EngineAbilities,
  type FitReportInput,
  type Learned,
  applyOverrides,
  explainFit,
  fitReport,
  frontier,
  mappedTensors,
  shortFit,
  variantBaseline,
  variantIdentity,
  variantInput,
} from "../recommend/index.ts";
import type { SettingsService } from "../../ground/settings/index.ts";
import { checkLadder } from "./exact-check.ts";
import { createFactsReader } from "./installed-facts.ts";
import type { Advisor, PlanEstimator } from "./types.ts";

export interface AdvisorOptions {
  settings: SettingsService;
  hardware: Hardware;
  catalog: Catalog;
  library: Library;
  ledger: Ledger;
  estimator: PlanEstimator;
  /** What this version's engine can be told. */
  abilities: EngineAbilities;
  clock: Clock;
  logger: Logger;
}

/** A variant with the facts of its own header. */
interface OwnFacts {
  facts: ModelFacts;
  variant: RepositoryVariant;
}

/** The machine that is judged for. */
interface Setting {
  machine: HardwareProfile;
  learned: Learned | null;
  whatIf: boolean;
}

interface Opened extends Pick<KnownFacts, "detail" | "others" | "unread"> {
  facts: ModelFacts | null;
  factsVariantKey: string | null;
  problem: { code: string; message: string } | null;
  at: number;
}

/** A slider moves many times over one page; within this time the Hub is not asked again. */
const openedForMs = 5 * 60_000;
/** A page whose header could not be read is asked for again sooner. */
const problemForMs = 10_000;
const maxOpened = 50;
/** Of repositories in a list that nobody opened; some screens full of them. */
const maxListed = 120;
/** A list is judged in slices of this length, so that the windows' other calls never wait for all of it. */
const sliceMs = 6;

export function createAdvisor({
  settings,
  hardware,
  catalog,
  library,
  ledger,
  estimator,
  abilities,
  clock,
  logger,
}: AdvisorOptions): Advisor {
  const opened = new Map<string, Promise<Opened>>();
  const listed = new Map<string, Opened>();
  const factsOfInstalled = createFactsReader();

  const defaults = (learned: Learned | null) => {
    const { defaultContextTokens, memoryReserveBytes } = settings.get();
    return { contextTokens: defaultContextTokens, memoryReserveBytes, learned, abilities };
  };
  /** This machine with what its owner has corrected; the ledger knows it as it was found. */
  const asOwned = (machine: HardwareProfile) => applyOverrides(machine, settings.get().machineOverrides);
  /** What loads have taught holds for this machine only. */
  const settingFor = async (input: MachineInput | null): Promise<Setting> => {
    if (input !== null) return { machine: completeMachine(input), learned: null, whatIf: true };
    const machine = await hardware.get();
    return { machine: asOwned(machine), learned: ledger.learned(machine), whatIf: false };
  };

  /** Not older; nor of a time that is still to come, since a clock may have been set back. */
  const isWithin = (at: number, ms: number): boolean => Math.abs(clock.now() - at) < ms;

  async function openNow(repository: string, signal?: AbortSignal): Promise<Opened> {
    const detail = await catalog.detail(repository, signal);
    const facts = await catalog.facts(repository, detail, signal);
    if ("problem" in facts)
      logger.warn("the header of a repository could not be read", { repository, ...facts.problem });
    return "facts" in facts
      ? pageOfFacts(facts, clock.now())
      : { ...nothingRead, detail, problem: facts.problem, at: clock.now() };
  }

  async function open(repository: string, signal?: AbortSignal): Promise<Opened> {
    const before = opened.get(repository);
    // No wait where there is nothing to wait for: two that come at the same time would both ask.
    const known = before === undefined ? null : await before.catch(() => null);
    const fresh = known?.problem === null && known.detail.notice === null ? openedForMs : problemForMs;
    if (known && isWithin(known.at, fresh)) return known;
    const meanwhile = opened.get(repository);
    if (meanwhile !== undefined && meanwhile !== before) return meanwhile;
    const opening = openNow(repository, signal);
    listed.delete(repository);
    keepLatest(opened, repository, opening, maxOpened);
    opening.catch(() => {
      if (opened.get(repository) === opening) opened.delete(repository);
    });
    return opening;
  }

  function reportInput(
    { detail, facts, factsVariantKey, others, unread }: Opened,
    request: PlanRequest,
    { machine, learned, whatIf }: Setting,
  ): FitReportInput | null {
    if (facts === null) return null;
    return {
      facts,
      factsVariantKey,
      others,
      unread,
      variants: detail.variants,
      repository: detail.repository,
      commit: detail.commit,
      machine,
      request,
      defaults: defaults(learned),
      computedSizes: detail.source === "bundled",
      whatIf,
    };
  }

  async function fileInput(path: string, request: PlanRequest, machine: MachineInput | null): Promise<FitReportInput> {
    const header = await readGgufFile(path);
    const { variants } = catalog.readLocalVariant(path, header);
    const setting = await settingFor(machine);
    return {
      facts: modelFacts(header),
      factsVariantKey: variants[0]?.key ?? null,
      variants,
      repository: null,
      commit: null,
      machine: setting.machine,
      request,
      defaults: defaults(setting.learned),
      whatIf: setting.whatIf,
    };
  }

  function report(page: Opened, request: PlanRequest, setting: Setting): FitReport | null {
    const input = reportInput(page, request, setting);
    return input === null ? null : fitReport(input);
  }

  async function openInstalled(id: string): Promise<{ installed: InstalledVariant } & OwnFacts> {
    const installed = library.get(id);
    if (installed === null) throw new AppError("not-found", "This variant is no longer in the library.");
    return openFiles(installed, library.files(id));
  }

  async function openFiles(
    installed: InstalledVariant,
    recorded: readonly InstalledFile[],
  ): Promise<{ installed: InstalledVariant } & OwnFacts> {
    const { id } = installed;
    const paths = recorded.map(({ path }) => path);
    const { facts, sizesBytes } = await factsOfInstalled(id, paths);
    const files = recorded.map(({ path, sizeBytes, sha256 }, i) => ({
      path: basename(path),
      sizeBytes: sizesBytes[i] ?? sizeBytes,
      sha256,
    }));
    return { installed, facts, variant: asRepositoryVariant(installed, files) };
  }

  async function fitInstalled(id: string, request: PlanRequest, machine: HardwareProfile): Promise<VariantFit> {
    const { installed, facts, variant } = await openInstalled(id);
    return onlyVariant({ facts, variant }, installed.repository, request, machine);
  }

  function onlyVariant(
    { facts, variant }: OwnFacts,
    repository: string | null,
    request: PlanRequest,
    machine: HardwareProfile,
  ): VariantFit {
    const whole = fitReport({
      facts,
      factsVariantKey: variant.key,
      variants: [variant],
      repository,
      commit: null,
      machine: asOwned(machine),
      request,
      defaults: defaults(ledger.learned(machine)),
    });
    const [fit] = whole.variants;
    if (fit === undefined) throw new AppError("internal", "The recommendation left the variant out.");
    return fit;
  }

  async function openKnown(repository: string): Promise<Opened> {
    const page = (await opened.get(repository)?.catch(() => null)) ?? null;
    if (page !== null) return page;
    const known = await catalog.known(repository);
    if (known === null) throw new AppError("not-found", `Nothing is known of ${repository} without asking the Hub.`);
    return { problem: null, at: 0, ...known };
  }

  /** What is known of a repository without asking the Hub; read from the disk once for all the lists that it is in. */
  async function openListed(repository: string): Promise<Opened | null> {
    const page = (await opened.get(repository)?.catch(() => null)) ?? null;
    if (page !== null) return page;
    const before = listed.get(repository);
    if (before !== undefined && isWithin(before.at, openedForMs)) return before;
    const known = await catalog.known(repository);
    if (known === null) return null;
    const fresh: Opened = { problem: null, at: clock.now(), ...known };
    keepLatest(listed, repository, fresh, maxListed);
    return fresh;
  }

  const pageOf = ({ repository, offline }: LadderRequest, signal?: AbortSignal): Promise<Opened> =>
    offline === true ? openKnown(repository) : open(repository, signal);

  const ladder: Advisor["ladder"] = async (request, signal) => {
    const { plan, machine } = request;
    const page = await pageOf(request, signal);
    return {
      detail: page.detail,
      report: report(page, plan, await settingFor(machine)),
      problem: page.problem,
    };
  };

  return {
    ladder,

    async check(request, signal) {
      // The engine knows only the devices that are present.
      if (request.machine !== null) return {};
      return checkLadder(await ladder(request, signal), { catalog, library, estimator, logger }, signal);
    },

    async fitRepository(repository, request, machine, signal) {
      const page = await open(repository, signal);
      const whole = report(page, request, await settingFor(machine));
      if (whole !== null) return whole;
      throw problemError(page);
    },

    async fitFile(path, request, machine) {
      return fitReport(await fileInput(path, request, machine));
    },

    async frontier(request, signal) {
      const page = await pageOf(request, signal);
      const input = reportInput(page, request.plan, await settingFor(request.machine));
      return input === null ? [] : frontier(input);
    },

    async frontierOfFile(path, request, machine) {
      return frontier(await fileInput(path, request, machine));
    },

    async explain({ repository, plan, machine, variant: key }, signal) {
      const page = await open(repository, signal);
      const variant = page.detail.variants.find((one) => one.key === key);
      if (variant === undefined || !variant.runs || !variant.complete) return null;
      const input = reportInput(page, plan, await settingFor(machine));
      return input === null ? null : explainFit(variantInput(input, variant));
    },

    async fits(repositories, whatIf = null) {
      const setting = await settingFor(whatIf);
      const answers: Awaited<ReturnType<Advisor["fits"]>> = {};
      let sliceBegan = performance.now();
      for (const repository of repositories) {
        const page = await openListed(repository);
        const input = page === null ? null : reportInput(page, {}, setting);
        if (input !== null) answers[repository] = shortFit(input);
        if (performance.now() - sliceBegan < sliceMs) continue;
        await nextTurn();
        sliceBegan = performance.now();
      }
      return answers;
    },

    async installedFits(request) {
      // The library is about to be looked at: a file that went meanwhile is told as gone.
      await library.refresh();
      const machine = await hardware.get();
      const answers: Record<string, VariantFit> = {};
      let sliceBegan = performance.now();
      for (const { variant, files } of library.listWithFiles()) {
        try {
          const opened = await openFiles(variant, files);
          answers[variant.id] = onlyVariant(opened, variant.repository, request, machine);
        } catch (thrown) {
          logger.info("an installed variant could not be judged", { id: variant.id, error: String(thrown) });
        }
        if (performance.now() - sliceBegan < sliceMs) continue;
        await nextTurn();
        sliceBegan = performance.now();
      }
      return answers;
    },

    fitInstalled,

    async mappedTensors(id, plan) {
      const { facts } = await openInstalled(id);
      return mappedTensors(facts, plan, asOwned(await hardware.get()));
    },

    async baseline(id, plan, machine) {
      const { facts, variant } = await openInstalled(id);
      const input = {
        facts,
        variant,
        ownHeader: true,
        computedSize: false,
        machine: asOwned(machine),
        request: {},
        defaults: defaults(null),
      };
      return { identity: variantIdentity(variant), baseline: variantBaseline(input, plan) };
    },
  };
}

const nothingRead = { facts: null, factsVariantKey: null, others: new Map<string, never>(), unread: new Set<string>() };

function pageOfFacts({ variantKey: factsVariantKey, ...known }: KnownFacts, at: number): Opened {
  return { ...known, factsVariantKey, problem: null, at };
}

function problemError({ detail, problem }: Opened): AppError {
  const unsupported = detail.unsupported[0];
  if (detail.variants.length === 0 && unsupported !== undefined) return new AppError("unsupported-model", unsupported);
  if (problem === null) return new AppError("not-found", `${detail.repository} has no GGUF file.`);
  return AppError.fromDto({ code: problem.code as AppError["code"], message: problem.message, details: {} });
}

function asRepositoryVariant(variant: InstalledVariant, files: RepositoryVariant["files"]): RepositoryVariant {
  return {
    key: variantKey(variant.modifiers, variant.label),
    label: variant.label,
    modifiers: variant.modifiers,
    files,
    sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    complete: true,
    runs: true,
    note: null,
  };
}
