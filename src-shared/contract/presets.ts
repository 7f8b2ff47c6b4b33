import type { AnswerForm } from "./answer-form.ts";
import type { ConversationSettings } from "./chat.ts";
import { type Sampling, type SamplingChanges, changedSampling, defaultSampling } from "./sampling.ts";

/** Those that everyone has; "recommended" is what the model's maker says. */
export const builtInPresets = ["recommended", "balanced", "precise", "creative", "code"] as const;
export type BuiltInPreset = (typeof builtInPresets)[number];

/** What each changes of `defaultSampling`. */
const builtInSampling: Record<Exclude<BuiltInPreset, "recommended">, SamplingChanges> = {
  balanced: {},
  precise: { temperature: 0.2, topP: 0.9, topK: 20 },
  creative: { temperature: 1.1, topP: 1, topK: 0, minP: 0.05, presencePenalty: 0.3 },
  code: { temperature: 0.15, topP: 0.95, topK: 40 },
};

/** Of a person's own; `presets`: a list that a person chooses from. */
export const presetLimits = { presets: 200, nameCharacters: 60, instructionsCharacters: 100_000 } as const;

/** A preset of a person's own. */
export interface OwnPreset {
  id: string;
  name: string;
  sampling: SamplingChanges;
  /** Takes the place of a conversation's own when it is chosen; null leaves those as they are. */
  systemPrompt: string | null;
  /** Likewise. */
  answerForm: AnswerForm | null;
  /** It is offered no longer, but conversations that were begun with it go on. */
  removed: boolean;
  createdAt: number;
}

export interface SavePreset extends Pick<OwnPreset, "name" | "sampling" | "systemPrompt" | "answerForm"> {
  /** Takes the place of this one; null: a new one. */
  id: string | null;
}
export interface PresetId {
  id: string;
}
export interface ChoosePreset {
  variantId: string;
  /** Null: what the model's maker recommends, or "balanced". */
  preset: string | null;
}

/** What a model's template lets one say about thinking. */
export interface ThinkingAbility {
  /** It can be asked to think, and not to. */
  canSwitch: boolean;
  /** Whether it thinks where it is not told. */
  usual: boolean;
  /** How hard it may think, the least first; none where it takes no such word. */
  efforts: string[];
  usualEffort: string | null;
}

/** How a model wants to be asked. */
export interface AskingProfile {
  /** Null where neither its file nor the catalogue says. `thinking` and `plain` may be the same. */
  recommended: { source: "file" | "catalogue"; thinking: SamplingChanges; plain: SamplingChanges } | null;
  /** Null for a model that does not think, or that always does and takes no word on it. */
  thinking: ThinkingAbility | null;
  /** The preset that conversations with it begin with; null where none was chosen. */
  preset: string | null;
}

export const plainProfile: AskingProfile = { recommended: null, thinking: null, preset: null };

/** Which preset holds, and all values with the conversation's own changes. */
export interface Asked {
  preset: string;
  /** Of the preset alone. */
  base: Sampling;
  sampling: Sampling;
}

/** What a conversation's settings come to. A preset that is gone is as "balanced". */
export function askedOf(
  { preset, sampling, thinking }: Pick<ConversationSettings, "preset" | "sampling" | "thinking">,
  profile: AskingProfile,
  own: readonly OwnPreset[],
): Asked {
  const usual = profile.preset ?? (profile.recommended === null ? "balanced" : "recommended");
  const chosen = [preset, usual].find((one) => one !== null && isThere(one, profile, own)) ?? "balanced";
  const base = changedSampling(defaultSampling, samplingOfPreset(chosen, profile, thinking.on, own));
  return { preset: chosen, base, sampling: changedSampling(base, sampling) };
}

function isThere(preset: string, { recommended }: AskingProfile, own: readonly OwnPreset[]): boolean {
  if (preset === "recommended") return recommended !== null;
  return preset in builtInSampling || own.some(({ id }) => id === preset);
}

function samplingOfPreset(
  preset: string,
  { recommended, thinking }: AskingProfile,
  wantsThinking: boolean | null,
  own: readonly OwnPreset[],
): SamplingChanges {
  if (preset === "recommended") {
    const thinks = wantsThinking ?? thinking?.usual ?? true;
    return recommended?.[thinks ? "thinking" : "plain"] ?? {};
  }
  const builtIn = Object.entries(builtInSampling).find(([name]) => name === preset)?.[1];
  return builtIn ?? own.find(({ id }) => id === preset)?.sampling ?? {};
}
