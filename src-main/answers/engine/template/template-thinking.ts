import type { ThinkingAbility, ThinkingSettings } from "../../../../src-shared/contract/index.ts";
import type { Variable } from "../jinja/index.ts";
import { openingOf } from "../thinking/index.ts";

export type TemplateVariables = Readonly<Record<string, Variable>>;

/** What a template understands of thinking. */
export interface TemplateThinking {
  /** Null for a model that does not think. */
  ability: ThinkingAbility | null;
  /** What says it to the template; nothing where there is no wish, or no word for it. */
  variables(wish: ThinkingSettings): TemplateVariables;
}

/** The names that families give the switch: Qwen and most others, DeepSeek and Granite, Cohere, MiniMax. */
const on: TemplateVariables = { enable_thinking: true, thinking: true, reasoning: true, thinking_mode: "enabled" };
const off: TemplateVariables = {
  ...{ enable_thinking: false, thinking: false, reasoning: false, thinking_mode: "disabled" },
  // Seed-OSS
  thinking_budget: 0,
};
/** Of gpt-oss and most others, and of Kimi. */
const withEffort = (effort: string): TemplateVariables => ({ reasoning_effort: effort, thinking_effort: effort });
/** The least first. */
const knownEfforts = ["minimal", "low", "medium", "high", "xhigh", "max"];
/** Efforts that are none (Hunyuan, Cohere). */
const noEfforts = ["no_think", "none"];
/** What every template that writes any word at all as it is given one understands (gpt-oss). */
const freeEfforts = ["low", "medium", "high"];
const nonsense = "quorv";

/**
 * Finds out by rendering: what changes the prompt is understood. `render` writes a short conversation with these variables; null where
 * the template refuses them.
 */
export function templateThinking(render: (variables: TemplateVariables) => string | null): TemplateThinking {
  const plain = render({});
  if (plain === null) return { ability: null, variables: () => ({}) };
  const understood = effortsOf(render);
  const efforts = understood.filter((effort) => !noEfforts.includes(effort));
  const none = understood.find((effort) => noEfforts.includes(effort));
  const offNow = none === undefined ? off : { ...off, ...withEffort(none) };
  // Where the usual effort is none, thinking has to be asked for by one.
  const usuallyNone = none !== undefined && render(withEffort(none)) === plain;
  const most = efforts.at(-1);
  const onNow = usuallyNone && most !== undefined ? { ...on, ...withEffort(most) } : on;
  const [onText, offText] = [render(onNow), render(offNow)];
  const canSwitch = onText !== null && offText !== null && onText !== offText;
  const usual = !canSwitch || plain !== offText;
  const usualEffort = efforts.find((effort) => render(withEffort(effort)) === plain) ?? null;
  const thinks = canSwitch || efforts.length > 0 || openingOf(plain)?.mode === "thinking";
  return {
    ability: thinks ? { canSwitch, usual, efforts, usualEffort } : null,
    variables({ on: wanted, effort, budgetTokens }) {
      if (wanted === false && canSwitch) return offNow;
      return {
        ...(wanted === true && canSwitch ? onNow : {}),
        ...(effort !== null && efforts.includes(effort) ? withEffort(effort) : {}),
        ...(budgetTokens === null ? {} : { thinking_budget: budgetTokens }),
      };
    },
  };
}

/** Those that change the prompt, by the template's own words. */
function effortsOf(render: (variables: TemplateVariables) => string | null): string[] {
  const rendered = (effort: string): string | null => render({ ...on, ...withEffort(effort) });
  const unknown = rendered(nonsense);
  if (unknown?.includes(nonsense) === true) return freeEfforts;
  return [...noEfforts, ...knownEfforts].filter((effort) => {
    const text = rendered(effort);
    return text !== null && text !== unknown;
  });
}
