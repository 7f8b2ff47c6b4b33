import { type AppError, appError, parseJson } from "../../../ground/core/index.ts";
import { type HttpLimits, httpLimits } from "../http/http-limits.ts";
import type { HttpAnswer } from "../http/types.ts";
import { proxyWantsPassword } from "../http/proxy-error.ts";
import { retryAfterSeconds } from "../http/rate-limit.ts";
import { discardBody, readText } from "../http/read-body.ts";

/** What was asked for, for messages. */
export interface AskedFor {
  repository: string | null;
  path: string | null;
  pageUrl: string | null;
  hasToken: boolean;
}

const errorCharacters = 500;
const errorBounds = { depth: 8, values: 1000 };

/** Turns an unsuccessful answer into the error that says what to do. Takes the body. */
export async function hubError(
  answer: HttpAnswer,
  asked: AskedFor,
  limits: HttpLimits = httpLimits,
): Promise<AppError> {
  const { status, headers } = answer;
  const host = new URL(answer.finalUrl).host;
  const code = one(headers["x-error-code"]);
  const inBody = await bodyMessage(answer, limits);
  const said = one(headers["x-error-message"]) || inBody;
  const details = { status, repository: asked.repository, path: asked.path, pageUrl: asked.pageUrl };

  if (status === 407) return proxyWantsPassword(null, host);
  if (status === 429 || (status === 503 && retryAfterSeconds(headers) !== null))
    return rateLimited(answer, host, asked);
  if (code === "GatedRepo") {
    return appError("hub-gated", "terms", { ...details, hasToken: asked.hasToken });
  }
  if (code === "RevisionNotFound") {
    return appError("hub-not-found", "version", details);
  }
  if (code === "EntryNotFound") {
    return appError("hub-not-found", "file", details);
  }
  // Without a token the Hub answers 401 both for what is missing and for what is private.
  if (code === "RepoNotFound" || (status === 401 && !asked.hasToken) || status === 404 || status === 410) {
    return appError("hub-not-found", "repository", { ...details, hasToken: asked.hasToken });
  }
  if (status === 401) {
    return appError("hub-bad-token", "refused", details);
  }
  if (status === 403) {
    return appError("hub-gated", "forbidden", { ...details, said });
  }
  if (status >= 500) {
    return appError("hub-timeout", "server-trouble", { ...details, host });
  }
  return appError("hub-bad-answer", "status", { ...details, host, said });
}

function rateLimited(answer: HttpAnswer, host: string, asked: AskedFor): AppError {
  return appError("hub-rate-limited", "limited", {
    host,
    status: answer.status,
    retryAfterSeconds: retryAfterSeconds(answer.headers),
    repository: asked.repository,
    hasToken: asked.hasToken,
  });
}

/** A page where JSON was due: a captive portal, a wrong mirror, a cut transfer. */
export function badAnswer(finalUrl: string, reason: "html" | "json" | "shape" | "size", cause?: unknown): AppError {
  const host = new URL(finalUrl).host;
  const options = { cause };
  switch (reason) {
    case "html":
      return appError("hub-bad-answer", "web-page", { host, reason }, options);
    case "json":
      return appError("hub-bad-answer", "cut-off", { host, reason }, options);
    case "size":
      return appError("hub-bad-answer", "too-large", { host, reason }, options);
    case "shape":
      return appError("hub-bad-answer", "other-shape", { host, reason }, options);
  }
}

async function bodyMessage(answer: HttpAnswer, limits: HttpLimits): Promise<string> {
  if (!/json/i.test(one(answer.headers["content-type"]))) {
    discardBody(answer);
    return "";
  }
  try {
    const text = await readText(answer, httpLimits.errorBodyBytes, { cut: true, limits });
    const json = parseJson(text, errorBounds) as { error?: unknown } | null;
    return typeof json?.error === "string" ? json.error.slice(0, errorCharacters) : "";
  } catch {
    return "";
  }
}

const one = (value: string | string[] | undefined): string =>
  (Array.isArray(value) ? value.join(", ") : (value ?? "")).slice(0, errorCharacters);
