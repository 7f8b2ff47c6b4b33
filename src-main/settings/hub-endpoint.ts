import process from "node:process";

type Environment = Readonly<Record<string, string | undefined>>;

export const defaultHubEndpoint = "https://huggingface.co";

/** The Hub's address without a slash at the end: the setting, else HF_ENDPOINT, else huggingface.co. An unusable one is passed over. */
export function hubEndpoint(setting: string | null, environment: Environment = process.env): string {
  for (const candidate of [setting, environment["HF_ENDPOINT"]]) {
    if (!candidate || !URL.canParse(candidate)) continue;
    const url = new URL(candidate);
    if (url.protocol !== "https:" && url.protocol !== "http:") continue;
    return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
  }
  return defaultHubEndpoint;
}
