import { Environment } from "@huggingface/jinja";
import { templateLimits } from "./limits.ts";
import { strftime } from "./strftime.ts";

/**
 * What a chat template finds beside its variables, as transformers' own renderer offers it. Built here rather than by the
 * library's `Template`, whose `range` has no limit. Values are copies, so nothing of ours can be reached or changed.
 */
export function templateEnvironment(now: () => Date): Environment {
  const environment = new Environment();
  for (const [name, value] of Object.entries({ true: true, false: false, none: null })) {
    environment.set(name, value);
    environment.set(name.charAt(0).toUpperCase() + name.slice(1), value);
  }
  environment.set("raise_exception", (message: unknown) => {
    throw new TemplateRefusal(String(message));
  });
  environment.set("strftime_now", (format: unknown) => strftime(now(), String(format)));
  environment.set("range", (...bounds: unknown[]) => range(bounds.map(Number)));
  return environment;
}

/** The template called `raise_exception`: it does not take this kind of conversation. */
export class TemplateRefusal extends Error {
  override readonly name = "TemplateRefusal";
}

function range(bounds: number[]): number[] {
  const [start, stop, step] = bounds.length === 1 ? [0, bounds[0], 1] : [bounds[0], bounds[1], bounds[2] ?? 1];
  if (start === undefined || stop === undefined || step === undefined || ![start, stop, step].every(Number.isInteger)) {
    throw new Error("range() takes whole numbers");
  }
  if (step === 0) throw new Error("range() takes no step of 0");
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (count > templateLimits.rangeItems) throw new Error(`range() of ${count} items`);
  return Array.from({ length: count }, (_, index) => start + index * step);
}
