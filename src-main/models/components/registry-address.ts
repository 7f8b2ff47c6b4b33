import { hubAddress } from "../../ground/core/index.ts";
import { defaultRegistry } from "./npm-source.ts";

/** The variable that names another registry, a mirror for one. */
export const registryVariable = "BITLOFT_NPM_REGISTRY";

/** Where the engine's parts are fetched. What was set and is no address is refused with its name, and not replaced. */
export function registryAddress(env: Readonly<Record<string, string | undefined>>): {
  url: string;
  problem: string | null;
} {
  const given = env[registryVariable]?.trim() ?? "";
  if (given === "") return { url: defaultRegistry, problem: null };
  const url = hubAddress(given);
  if (url !== null) return { url, problem: null };
  const problem = `${registryVariable} is "${given.slice(0, 100)}", which is not a web address. Write it as ${defaultRegistry}, or remove it.`;
  return { url: defaultRegistry, problem };
}
