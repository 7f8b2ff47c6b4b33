import { createContext } from "svelte";
import {
  type Asked,
  type AskingProfile,
  type ConversationSettings,
  type OwnPreset,
  type SamplingChanges,
  type SavePreset,
  type ThinkingSettings,
  askedOf,
  defaultConversationSettings,
  plainProfile,
  samplingChanges,
} from "../../src-shared/contract/index.ts";
import type { Bridge } from "../bridge/index.ts";
import type { ChatState } from "./chat.svelte.ts";
import { Mirror } from "./mirror.svelte.ts";
import { sameSettings } from "./same-settings.ts";

/** Brings back what was replaced. */
export type TakenBack = () => Promise<void>;

/** How the open conversation asks: its preset with its own changes, and what its model says. Methods throw `BridgeError`. */
export class AskingState {
  readonly #bridge: Bridge;
  readonly #chat: ChatState;
  readonly #own: Mirror<"presets">;
  #profiles = $state.raw<Readonly<Record<string, AskingProfile>>>({});
  readonly #asked = $derived.by((): Asked => askedOf(this.settings, this.profile, this.own));

  constructor(bridge: Bridge, chat: ChatState) {
    this.#bridge = bridge;
    this.#chat = chat;
    this.#own = new Mirror(bridge, "presets", () => bridge.presets.list());
  }

  connect(): () => void {
    const ends = [
      this.#own.connect(),
      $effect.root(() => {
        $effect(() => {
          const { variant } = this.#chat;
          if (variant !== null) void this.#read(variant.id);
        });
      }),
    ];
    return () => ends.forEach((end) => end());
  }

  /** Of the open conversation, or of the one that is not yet one. */
  get settings(): ConversationSettings {
    return this.#chat.settings;
  }
  /** A person's own presets, the removed ones among them. */
  get own(): readonly OwnPreset[] {
    return this.#own.value ?? [];
  }
  /** Of the model that answers; it says nothing until it was read. */
  get profile(): AskingProfile {
    return this.#profiles[this.#chat.variant?.id ?? ""] ?? plainProfile;
  }
  get asked(): Asked {
    return this.#asked;
  }
  /** The own preset that holds; null where a built-in one does. */
  get ownPreset(): OwnPreset | null {
    return this.own.find(({ id }) => id === this.asked.preset) ?? null;
  }
  /** Something differs from the preset. */
  get isChanged(): boolean {
    const { settings } = this;
    return (
      Object.keys(samplingChanges(this.asked.base, settings.sampling)).length > 0 ||
      !sameSettings({ ...settings, ...takenAlong(this.ownPreset) }, settings)
    );
  }
  get isDefault(): boolean {
    return sameSettings(this.settings, defaultConversationSettings);
  }

  /** Whether it will think before the next answer; null where there is no choice. */
  get thinks(): boolean | null {
    const { thinking } = this.profile;
    return thinking?.canSwitch === true ? (this.settings.thinking.on ?? thinking.usual) : null;
  }

  /** What the model does by itself is no wish. */
  async think(change: Partial<ThinkingSettings>): Promise<void> {
    const { usual, usualEffort } = this.profile.thinking ?? {};
    await this.#chat.changeSettings((settings) => {
      const { on, effort, budgetTokens } = { ...settings.thinking, ...change };
      return {
        thinking: { on: on === usual ? null : on, effort: effort === usualEffort ? null : effort, budgetTokens },
      };
    });
  }

  async set(change: Partial<ConversationSettings>): Promise<void> {
    await this.#chat.changeSettings(() => change);
  }

  /** What is again as in the preset is no change. */
  async sample(change: SamplingChanges): Promise<void> {
    await this.#chat.changeSettings((settings) => {
      const { base, sampling } = askedOf(settings, this.profile, this.own);
      return { sampling: samplingChanges(base, { ...sampling, ...change }) };
    });
  }

  /** Without what was changed before; with the preset's instructions and form of answers where it has some. */
  async choose(preset: string): Promise<TakenBack | null> {
    return this.#replace({ preset, sampling: {}, ...takenAlong(this.own.find(({ id }) => id === preset)) });
  }

  /** The preset that holds, as it is. */
  async undo(): Promise<TakenBack | null> {
    return this.#replace({ sampling: {}, ...takenAlong(this.ownPreset) });
  }

  /** Everything as in a new conversation. */
  async reset(): Promise<TakenBack | null> {
    return this.#replace(defaultConversationSettings);
  }

  /** The instructions of the preset that holds; none where it has none. */
  async resetInstructions(): Promise<TakenBack | null> {
    return this.#replace({ systemPrompt: this.ownPreset?.systemPrompt ?? "" });
  }

  /** What would bring back instructions of a person's own, which are nowhere else; null where there were none. */
  async #replace(change: Partial<ConversationSettings>): Promise<TakenBack | null> {
    const { openId } = this.#chat;
    await this.#chat.instructions.keep();
    let before: ConversationSettings | null = null;
    await this.#chat.changeSettings((settings) => {
      before = settings;
      return change;
    }, openId);
    const { systemPrompt = "" } = before ?? {};
    const { systemPrompt: now = systemPrompt } = change;
    const isLost = systemPrompt.trim() !== "" && systemPrompt !== now;
    const isKept = this.own.some((preset) => preset.systemPrompt === systemPrompt);
    if (!isLost || isKept) return null;
    // What is changed meanwhile beside them stays.
    const names = Object.keys(change) as (keyof ConversationSettings)[];
    const old = Object.fromEntries(names.map((name) => [name, before?.[name]]));
    return () => this.#chat.changeSettings(() => old, openId);
  }

  /** The conversation as it is under a name; null: a new preset. It uses it from now on. */
  async save(id: string | null, name: string, takes: { instructions: boolean; form: boolean }): Promise<void> {
    const saved = await this.#put({
      ...{ id, name, sampling: this.#allChanges() },
      systemPrompt: takes.instructions ? this.settings.systemPrompt : null,
      answerForm: takes.form ? this.settings.answerForm : null,
    });
    await this.set({ preset: saved.id, sampling: {} });
  }

  rename(preset: OwnPreset, name: string): Promise<void> {
    return this.putBack({ ...preset, name });
  }

  async remove(id: string): Promise<void> {
    await this.#bridge.presets.remove({ id });
  }

  /** Takes `remove` back. */
  async putBack({ id, name, sampling, systemPrompt, answerForm }: OwnPreset): Promise<void> {
    await this.#put({ id, name, sampling, systemPrompt, answerForm });
  }

  /** What conversations with the model that answers here begin with; null: what its maker recommends, or "balanced". */
  async beginWith(preset: string | null): Promise<void> {
    const { variant } = this.#chat;
    if (variant === null) return;
    this.#know(variant.id, await this.#bridge.presets.choose({ variantId: variant.id, preset }));
  }

  /** Against what every preset begins with, so that another model's recommendation changes nothing of it. */
  #allChanges(): SamplingChanges {
    return samplingChanges(askedOf(plainSettings, plainProfile, []).sampling, this.asked.sampling);
  }

  async #put(preset: SavePreset): Promise<OwnPreset> {
    const saved = await this.#bridge.presets.save(preset);
    // Main's event about it may come later.
    this.#own.set([...this.own.filter(({ id }) => id !== saved.id), saved].sort((a, b) => a.createdAt - b.createdAt));
    return saved;
  }

  /** A model of which nothing can be read is asked as one that says nothing. */
  async #read(variantId: string): Promise<void> {
    const profile = await this.#bridge.presets.profile({ id: variantId }).catch(() => plainProfile);
    this.#know(variantId, profile);
  }

  #know(variantId: string, profile: AskingProfile): void {
    this.#profiles = { ...this.#profiles, [variantId]: profile };
  }
}

/** What a preset puts in the place of the conversation's own. */
function takenAlong(preset: OwnPreset | null | undefined): Partial<ConversationSettings> {
  const { systemPrompt = null, answerForm = null } = preset ?? {};
  return { ...(systemPrompt === null ? {} : { systemPrompt }), ...(answerForm === null ? {} : { answerForm }) };
}

const plainSettings = { ...defaultConversationSettings, preset: "balanced" };

export const [getAsking, setAsking] = createContext<AskingState>();
