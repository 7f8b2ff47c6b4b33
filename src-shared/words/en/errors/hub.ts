import type { AddressRefusal } from "../../../contract/index.ts";
import type { ErrorWords } from "../../language.ts";
import { kept } from "./kept.ts";

const checkAddress = "Check the Hub address in the settings.";
const startAnew = "Open the model's page again and start anew.";
const circles = "sends Bitloft around in circles. Try again later";

const refusals: Readonly<Record<AddressRefusal, (scheme: string) => string>> = {
  "too-long": () => "an address that is too long",
  scheme: (scheme) => `the scheme ${scheme}`,
  password: () => "a password in the address",
  "not-encrypted": () => "not encrypted",
  "this-computer": () => "this computer itself",
  "private-address": () => "a private address",
};

const setIn = (variable: string | null): string => variable ?? "The Hub address in the settings";
/** Where a proxy is set; what the environment says is read at the start. */
const proxyIn = (variable: string | null): string => variable ?? "the proxy under Network in the settings";
const thenStart = (variable: string | null): string => (variable === null ? "" : " and start Bitloft again");
const ownWords = (said: string): string => (said === "" ? "" : `: ${said}`);

/** "in 40 s", "in 3 minutes". */
function inTime(seconds: number | null): string {
  if (seconds === null) return "in a few minutes";
  return `in ${seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`}`;
}

type HubCode =
  | "hub-offline"
  | "hub-timeout"
  | "hub-rate-limited"
  | "hub-not-found"
  | "hub-gated"
  | "hub-bad-token"
  | "hub-bad-answer"
  | "hub-refused-address"
  | "remote-changed"
  | "transfer-failed";

export const hub: Pick<ErrorWords, HubCode> = {
  "hub-offline": {
    ...kept,
    unreachable: ({ host }) =>
      `${host} cannot be reached. Check the connection to the internet, then try again; what is installed works without it.`,
    "proxy-down": ({ proxy, variable }) =>
      `The proxy at ${proxy} does not answer. Start it, or correct ${proxyIn(variable)}${thenStart(variable)}.`,
    "proxy-refused": ({ proxy, host, variable }) =>
      `The proxy at ${proxy} did not let Bitloft through to ${host}. Check ${proxyIn(variable)}, or ask whoever runs the proxy.`,
    "proxy-wants-password": ({ proxy, variable, scheme }) =>
      `The proxy ${proxy === null ? "between this computer and the Hub" : `at ${proxy}`} wants a user name and a password. ${variable === null ? "Give them under Network in the settings." : `Set ${variable} to ${scheme}//user:password@host:port and start Bitloft again.`}`,
    "no-download": () => "The Hub does not answer, so nothing can be downloaded now. Try again when you are online.",
    registry: () => "The registry could not be reached. What was received is kept: try again when you are online.",
  },
  "hub-timeout": {
    ...kept,
    "no-answer": ({ host, waitedMs }) =>
      `${host} did not answer${waitedMs === null ? "" : ` within ${Math.round(waitedMs / 1000)} s`}. Try again, or check the connection.`,
    "too-slow": ({ host }) => `${host} answers too slowly. Try again later, or from another network.`,
    "server-trouble": ({ host, status }) => `${host} is having trouble (${status}). Try again in a minute.`,
    stalled: ({ bytes, seconds }) => `${bytes === 0 ? "Nothing" : "Almost nothing"} came for ${seconds} s.`,
    registry: () => "The registry does not answer. What was received is kept: try again later.",
  },
  "hub-rate-limited": {
    ...kept,
    limited: ({ host, retryAfterSeconds, hasToken }) =>
      `${host} takes no more requests from here for now. Try again ${inTime(retryAfterSeconds)}.${hasToken ? "" : " A Hub token in the settings raises the limit."}`,
    "slow-down": () => "The Hub is rate-limiting you. Wait a few minutes, then resume.",
    registry: () => "The registry is rate-limiting you. Wait a few minutes, then try again.",
  },
  "hub-not-found": {
    ...kept,
    version: ({ repository }) =>
      `${repository ?? "This"} no longer has this version. Open it again to see the current one.`,
    file: ({ path, repository }) =>
      `${path ?? "The file"} is no longer in ${repository ?? "this repository"}. Open it again to see what it has now.`,
    repository: ({ repository, hasToken }) => {
      const what = repository === null ? "The Hub has no such page." : `There is no ${repository} on the Hub.`;
      const hint = hasToken
        ? "Check the name; it may have been renamed or deleted, or your token may not see it."
        : "Check the name; it may have been renamed or deleted. If it is private, put your Hub token into the settings.";
      return `${what} ${hint}`;
    },
  },
  "hub-gated": {
    ...kept,
    "accept-terms": () => "Accept its terms on its page, then put your access token into the settings.",
    "ask-owner": () =>
      "Ask for access on its page, which its owner gives by hand; then put your access token into the settings.",
    "repository-asks": ({ repository }) =>
      `${repository} asks every user to agree to its terms. Ask for access on its page, then put your Hub token into the settings.`,
    terms: ({ repository, hasToken }) =>
      `${repository ?? "This"} asks every user to agree to its terms first. Open its page in a browser, ask for access, ${hasToken ? "and try again once it is granted" : "then put your Hub token into the settings"}.`,
    forbidden: ({ repository, said }) =>
      `The Hub does not let you have ${repository ?? "this"}${ownWords(said)}. Its page in a browser says what is missing.`,
  },
  "hub-bad-token": {
    ...kept,
    refused: () =>
      "The Hub does not accept your token. It may have expired: make a new one on huggingface.co, or remove it in the settings.",
  },
  "hub-bad-answer": {
    ...kept,
    "no-web-server": ({ host }) => `${host} did not answer as a web server does. ${checkAddress}`,
    "unreadable-address": () => "The Hub answered with an address that cannot be read. Try again later.",
    circles: ({ host }) =>
      host === null ? `The Hub ${circles}.` : `${host} ${circles}, or check the Hub address in the settings.`,
    encoding: ({ host, encoding }) => `${host} answered in a form that cannot be read (${encoding}).`,
    damaged: ({ host }) => `${host} sent a damaged answer. Try again.`,
    "too-large": ({ host }) => `${host} answered with more than Bitloft takes.`,
    "web-page": ({ host }) =>
      `${host} answered with a web page instead of data. This network may want you to log in in a browser first, or the Hub address in the settings is wrong.`,
    "cut-off": ({ host }) => `The answer of ${host} is damaged or was cut off. Try again.`,
    "other-shape": ({ host }) =>
      `${host} did not answer as the Hub does. Check the Hub address in the settings, or try again later.`,
    status: ({ host, status, said }) => `${host} answered ${status}${ownWords(said)}. ${checkAddress}`,
    "other-part": ({ path }) =>
      `The Hub did not send the part of ${path} that was asked for. Try again, or check the Hub address in the settings.`,
    "web-page-instead-of-file": () =>
      "A web page came instead of the file. A network that wants you to sign in does that: open a browser, then resume.",
    registry: () =>
      "The registry sent something else than the file. A network that wants you to sign in does that: open a browser, then try again.",
  },
  "hub-refused-address": {
    ...kept,
    "pointed-elsewhere": ({ hub: from, reason, scheme }) =>
      `The Hub at ${from} pointed to an address that Bitloft does not follow (${refusals[reason](scheme)}). If you use a mirror or a proxy, check the Hub address in the settings.`,
    "private-address": ({ host }) =>
      `${host} leads to a private address, and Bitloft does not follow it there. Check your network, or the Hub address in the settings.`,
    certificate: ({ host }) =>
      `The certificate of ${host} cannot be trusted. A log-in page of the network or a filter may stand between; log in there or try another network.`,
    "proxy-kind": ({ variable, shown, kind }) =>
      `${proxyIn(variable)} is "${shown}": a ${kind} proxy, which Bitloft cannot use. Write http://host:port or socks5://host:port, or remove it${thenStart(variable)}.`,
    "no-proxy-address": ({ variable, shown }) =>
      `${proxyIn(variable)} is "${shown}": not the address of a proxy. Write http://host:port or socks5://host:port, or remove it${thenStart(variable)}.`,
    "list-continues-elsewhere": ({ host, next }) =>
      `${host} keeps the next page of this list on another server${next === null ? "" : ` (${next})`}, which Bitloft does not follow.`,
    "endpoint-no-address": ({ variable, shown, example }) =>
      `${setIn(variable)} is "${shown}", which is not a web address. Write it as ${example}, or remove it.`,
    "endpoint-holds-credentials": ({ variable }) =>
      `${setIn(variable)} holds a name or a password, which would end up in logs. Write it without them, or remove it.`,
  },
  "remote-changed": {
    ...kept,
    "other-version": ({ repository }) =>
      `The Hub answered for another version of ${repository}. Open it again to see the current one.`,
    "other-file": () => `The file on the Hub is not the one that was chosen. ${startAnew}`,
    "while-fetched": () => "The file changed on the Hub while it was fetched.",
    "keeps-changing": () => `The file keeps changing on the Hub. ${startAnew}`,
    registry: () => "The registry's file changes while it is fetched. Try again later.",
  },
  "transfer-failed": {
    ...kept,
    "link-expired": () => "The link expired.",
    "part-gone": () => "The Hub's storage no longer has this part of the file.",
    "storage-error": () => "The Hub's storage answered with an error.",
    "storage-busy": () => "The Hub's storage is busy. Try again in a few minutes; what was received is kept.",
    "other-file": () => "The Hub's storage has another file than was chosen.",
    "other-part": () => "The Hub's storage sent another part of the file than was asked for.",
    "not-the-file": () => "The Hub's storage sent something else than the file.",
    "part-ignored": () => "The Hub's storage ignored which part was asked for.",
    refused: ({ status }) =>
      `The Hub's storage refuses the download (HTTP ${status}), with fresh links too. Try again later; what was received is kept.`,
    gone: ({ status }) =>
      `The Hub's storage does not have the file that was chosen (HTTP ${status}), with a fresh link neither. ${startAnew}`,
    "ended-early": () => "The connection ended early.",
    "connection-lost": () => "The connection was lost.",
    registry: () => "The connection to the registry was lost. What was received is kept: try again.",
  },
};
