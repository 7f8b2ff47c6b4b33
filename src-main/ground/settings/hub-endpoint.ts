import process from "node:process";
import { hubAddress } from "../core/index.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export const defaultHubEndpoint = "https://huggingface.co";
const shownCharacters = 100;
/** "name:password@" before a computer's name: never shown, for whoever reads along. */
const credentials = /^(?:[a-z][a-z\d+.-]*:\/\/)?[^/?#]*@/i;

export interface HubEndpoint {
  /** Without a slash at the end. */
  url: string;
  /** Why nothing may be asked there; null when all is well. */
  problem: string | null;
}

/**
 * The Hub's address: the setting, else HF_ENDPOINT, else huggingface.co. What was set and is no address is not replaced by another
 * one: whoever names a mirror may have a reason not to ask the Hub itself.
 */
export function hubEndpoint(setting: string | null, environment: Environment = process.env): HubEndpoint {
  const inEnvironment = environment["HF_ENDPOINT"]?.trim() ?? "";
  const given = setting ?? inEnvironment;
  if (given === "") return { url: defaultHubEndpoint, problem: null };
  const url = hubAddress(given);
  if (url !== null) return { url, problem: null };
  const where = setting === null ? "HF_ENDPOINT" : "The Hub address in the settings";
  const problem = credentials.test(given)
    ? `${where} holds a name or a password, which would end up in logs. Write it without them, or remove it.`
    : `${where} is "${given.slice(0, shownCharacters)}", which is not a web address. Write it as https://hf-mirror.com, or remove it.`;
  return { url: defaultHubEndpoint, problem };
}
