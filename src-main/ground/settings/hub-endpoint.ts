import process from "node:process";
import type { ErrorDto } from "../../../src-shared/contract/index.ts";
import { hubAddress } from "../core/index.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export const defaultHubEndpoint = "https://huggingface.co";
const shownCharacters = 100;
/** "name:password@" before a computer's name: never shown, since others may see the screen or the log. */
const credentials = /^(?:[a-z][a-z\d+.-]*:\/\/)?[^/?#]*@/i;

export interface HubEndpoint {
  /** Without a slash at the end. */
  url: string;
  /** Why nothing may be asked there; null when all is well. */
  problem: ErrorDto | null;
}

/**
 * The Hub's address: the setting, else HF_ENDPOINT, else huggingface.co. A setting that is not a valid address is not
 * replaced by another one: a person who names a mirror may have a reason not to ask the Hub itself.
 */
export function hubEndpoint(setting: string | null, environment: Environment = process.env): HubEndpoint {
  const inEnvironment = environment["HF_ENDPOINT"]?.trim() ?? "";
  const given = setting ?? inEnvironment;
  if (given === "") return { url: defaultHubEndpoint, problem: null };
  const url = hubAddress(given);
  if (url !== null) return { url, problem: null };
  const variable = setting === null ? "HF_ENDPOINT" : null;
  const problem: ErrorDto = credentials.test(given)
    ? { code: "hub-refused-address", key: "endpoint-holds-credentials", details: { variable } }
    : {
        code: "hub-refused-address",
        key: "endpoint-no-address",
        details: { variable, shown: given.slice(0, shownCharacters), example: "https://hf-mirror.com" },
      };
  return { url: defaultHubEndpoint, problem };
}
