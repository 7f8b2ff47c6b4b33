import type { ErrorDto } from "../../../src-shared/contract/index.ts";
import { hubAddress } from "../../ground/core/index.ts";
import { defaultRegistry } from "./npm-source.ts";

/** The variable that names another registry, a mirror for one. */
export const registryVariable = "BITLOFT_NPM_REGISTRY";

/**
 * Where the engine's parts are fetched. A setting that is not a valid address is refused with its name, and not
 * replaced.
 */
export function registryAddress(env: Readonly<Record<string, string | undefined>>): {
  url: string;
  problem: ErrorDto | null;
} {
  const given = env[registryVariable]?.trim() ?? "";
  if (given === "") return { url: defaultRegistry, problem: null };
  const url = hubAddress(given);
  if (url !== null) return { url, problem: null };
  const details = { variable: registryVariable, shown: given.slice(0, 100), example: defaultRegistry };
  const problem: ErrorDto = { code: "hub-refused-address", key: "endpoint-no-address", details };
  return { url: defaultRegistry, problem };
}
