import { randomUUID } from "node:crypto";
import {
  type AskingProfile,
  type ConversationSettings,
  type OwnPreset,
  type PresetContent,
  type Sampling,
  type SavePreset,
  type ThinkingAbility,
  askedOf,
  presetLimits,
} from "../../../src-shared/contract/index.ts";
import { type Clock, type Dispose, Emitter, type Logger, appError } from "../../ground/core/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import { readThinking } from "../engine/index.ts";
import { PresetsTable } from "./presets-table.ts";
import { recommendedSampling } from "./recommended-sampling.ts";
import type { FileAdvice, ProfileSources } from "./types.ts";

export interface PresetsOptions extends ProfileSources {
  db: Database;
  clock: Clock;
  logger: Logger;
}

/**
 * A person's own presets, and how each installed model wants to be asked. Methods throw `AppError`: not-found, invalid-input (too
 * many), disk-full, database-failed.
 */
export class Presets {
  readonly #options: PresetsOptions;
  readonly #table: PresetsTable;
  readonly #changes = new Emitter<OwnPreset[]>();
  /** Of the model that was asked last. */
  #thinking: { template: string; ability: ThinkingAbility | null } | null = null;

  constructor(options: PresetsOptions) {
    this.#options = options;
    this.#table = new PresetsTable(options.db);
  }

  /** Those that were removed among them: a conversation that was begun with one goes on with it. */
  list(): OwnPreset[] {
    return this.#table.all();
  }

  /** Those that can be chosen. */
  offered(): OwnPreset[] {
    return this.list().filter(({ removed }) => !removed);
  }

  /** A new one, or in the place of the one with this id. */
  save({ id, name, sampling, systemPrompt, answerForm }: SavePreset): OwnPreset {
    const before = id === null ? null : this.#find(id, this.list());
    if (before === null) this.#requireRoom(1);
    const saved: OwnPreset = {
      ...{ id: before?.id ?? randomUUID(), name, sampling, systemPrompt, answerForm, removed: false },
      createdAt: before?.createdAt ?? this.#options.clock.now(),
    };
    this.#put(saved);
    return saved;
  }

  /** New ones, in this order. Whoever adds them says so with `tell`, once they are kept. */
  add(contents: readonly PresetContent[]): void {
    this.#requireRoom(contents.length);
    const now = this.#options.clock.now();
    for (const [index, content] of contents.entries())
      this.#table.put({ ...content, id: randomUUID(), removed: false, createdAt: now + index });
  }

  tell(): void {
    this.#changes.emit(this.list());
  }

  remove(id: string): void {
    this.#put({ ...this.#find(id, this.list()), removed: true });
  }

  /** What conversations with the variant begin with from now on; null: what its maker recommends, or "balanced". */
  choose(variantId: string, preset: string | null): Promise<AskingProfile> {
    if (this.#options.variants.get(variantId) === null) throw appError("not-found", "variant", {});
    this.#table.choose(variantId, preset);
    return this.profile(variantId);
  }

  /** One variant takes another one's place: what was chosen for that holds for it, unless it has a choice of its own. */
  switchVariant(fromId: string, toId: string): void {
    this.#table.switchVariant(fromId, toId);
  }

  /** A file that cannot be read says nothing. */
  async profile(variantId: string): Promise<AskingProfile> {
    const { variants, advice, card } = this.#options;
    const variant = variants.get(variantId);
    if (variant === null) throw appError("not-found", "variant", {});
    const said = await advice(variantId).catch((error: unknown): FileAdvice => {
      this.#options.logger.info("a model's header could not be read", { variantId, error: String(error) });
      return { chatTemplate: null, sampling: null };
    });
    return {
      recommended: recommendedSampling(said.sampling, card(variant)),
      thinking: said.chatTemplate === null ? null : this.#thinkingOf(said.chatTemplate),
      preset: this.#table.chosenFor(variantId),
    };
  }

  /** All values that a conversation asks this variant with. */
  async samplingOf(settings: ConversationSettings, variantId: string): Promise<Sampling> {
    return askedOf(settings, await this.profile(variantId), this.list()).sampling;
  }

  onChange(listener: (all: OwnPreset[]) => void): Dispose {
    return this.#changes.on(listener);
  }

  /** Finding out takes some milliseconds, and the same model is asked again and again. */
  #thinkingOf(template: string): ThinkingAbility | null {
    const known = this.#thinking;
    if (known?.template === template) return known.ability;
    const ability = readThinking(template);
    this.#thinking = { template, ability };
    return ability;
  }

  #find(id: string, all: readonly OwnPreset[]): OwnPreset {
    const found = all.find((preset) => preset.id === id);
    if (found === undefined) throw appError("not-found", "preset", {});
    return found;
  }

  #requireRoom(count: number): void {
    if (count > 0 && this.offered().length + count > presetLimits.presets)
      throw appError("invalid-input", "too-many-presets", { most: presetLimits.presets });
  }

  #put(preset: OwnPreset): void {
    this.#table.put(preset);
    this.tell();
  }
}
