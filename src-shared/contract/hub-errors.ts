import type { KeptErrors } from "./kept-errors.ts";
import type { NoFigures } from "./no-figures.ts";

/** What a proxy is called ("host:port"), and the variable of the environment that names it; null: a setting does. */
interface ProxyDetails {
  proxy: string;
  variable: string | null;
  reason: string;
}

/** What the Hub answered to what was asked for. `null`: the question named none. */
export interface HubAnswerDetails {
  status: number;
  repository: string | null;
  path: string | null;
  pageUrl: string | null;
}

export interface HubOfflineErrors extends KeptErrors {
  unreachable: { host: string; reason: string };
  "proxy-down": ProxyDetails;
  "proxy-refused": ProxyDetails & { host: string };
  /** `proxy` is null where one answered that was not configured. */
  "proxy-wants-password": {
    host: string;
    proxy: string | null;
    variable: string | null;
    scheme: string;
    reason: "EPROXYAUTH";
  };
  "no-download": NoFigures;
  registry: NoFigures;
}

export interface HubTimeoutErrors extends KeptErrors {
  "no-answer": { host: string; waitedMs: number | null };
  "too-slow": { host: string };
  /** The server's own trouble. */
  "server-trouble": HubAnswerDetails & { host: string };
  /** A connection that gave this much in this time. */
  stalled: { bytes: number; seconds: number };
  registry: NoFigures;
}

export interface HubRateLimitedErrors extends KeptErrors {
  /** `hasToken`: one that raises the limit is there already. */
  limited: {
    host: string;
    status: number;
    retryAfterSeconds: number | null;
    repository: string | null;
    hasToken: boolean;
  };
  "slow-down": { status: number; retryAfterSeconds: number | null };
  registry: NoFigures;
}

export interface HubNotFoundErrors extends KeptErrors {
  version: HubAnswerDetails;
  file: HubAnswerDetails;
  /** Private, renamed or deleted: the Hub does not say which. */
  repository: HubAnswerDetails & { hasToken: boolean };
}

export interface HubGatedErrors extends KeptErrors {
  /** Of the page of a repository that can be seen. */
  "accept-terms": NoFigures;
  "ask-owner": NoFigures;
  "repository-asks": { repository: string };
  /** What was asked for is withheld. */
  terms: HubAnswerDetails & { hasToken: boolean };
  /** `said`: the Hub's own words, "" where it had none. */
  forbidden: HubAnswerDetails & { said: string };
}

export interface HubBadTokenErrors extends KeptErrors {
  refused: HubAnswerDetails;
}

export interface HubBadAnswerErrors extends KeptErrors {
  /** `reason` in the terms of the protocol. */
  "no-web-server": { host: string; reason: string };
  "unreadable-address": NoFigures;
  circles: { host: string | null; redirects: number };
  encoding: { host: string; encoding: string };
  damaged: { host: string };
  "too-large": { host: string; reason: "size"; maxBytes?: number };
  "web-page": { host: string; reason: "html" };
  "cut-off": { host: string; reason: "json" };
  "other-shape": { host: string; reason: "shape" };
  /** `said`: the server's own words, "" where it had none. */
  status: HubAnswerDetails & { host: string; said: string };
  "other-part": { path: string; status: number };
  "web-page-instead-of-file": { status: number };
  registry: NoFigures;
}

/** Why an address is not followed. */
export type AddressRefusal = "too-long" | "scheme" | "password" | "not-encrypted" | "this-computer" | "private-address";

export interface HubRefusedAddressErrors extends KeptErrors {
  /** `hub` sent on to `host`. */
  "pointed-elsewhere": { hub: string; host: string; reason: AddressRefusal; scheme: string };
  "private-address": { host: string; reason: string };
  certificate: { host: string; reason: string };
  "proxy-kind": { variable: string | null; shown: string; kind: string };
  "no-proxy-address": { variable: string | null; shown: string };
  /** `next` is null where it is unknown. */
  "list-continues-elsewhere": { host: string; next: string | null };
  /** The text that was set and is not an address: by the setting where `variable` is null, else by that variable. */
  "endpoint-no-address": { variable: string | null; shown: string; example: string };
  "endpoint-holds-credentials": { variable: string | null };
}

export interface RemoteChangedErrors extends KeptErrors {
  "other-version": { repository: string; commit: string };
  "other-file": { path: string; sizeBytes: number; foundBytes: number; foundCommit: string };
  "while-fetched": { path: string };
  "keeps-changing": NoFigures;
  registry: NoFigures;
}

export interface TransferFailedErrors extends KeptErrors {
  "link-expired": { status: number };
  "part-gone": { status: number };
  "storage-error": { status: number };
  "storage-busy": { status: number; retryAfterSeconds: number | null };
  "other-file": { status: number };
  "other-part": { status: number };
  "not-the-file": { status: number };
  "part-ignored": { status: number };
  /** Fresh links too. */
  refused: { status: number; path: string };
  gone: { status: number; path: string };
  "ended-early": { reason: "closed" | "short" };
  "connection-lost": { reason: string };
  registry: NoFigures;
}
