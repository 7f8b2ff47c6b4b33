import { AppError, parseJson } from "../../../ground/core/index.ts";
import { type HttpLimits, httpLimits } from "../http/http-limits.ts";
import type { HttpAnswer } from "../http/http-types.ts";
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

/** Turns an answer that is no success into the error that says what to do. Takes the body. */
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
  const what = asked.repository ?? "this";

  if (status === 407) return proxyWantsPassword(null, host);
  if (status === 429 || (status === 503 && retryAfterSeconds(headers) !== null))
    return rateLimited(answer, host, asked);
  if (code === "GatedRepo") {
    const message = asked.hasToken
      ? `${what} asks every user to agree to its terms first. Open its page in a browser, ask for access, and try again once it is granted.`
      : `${what} asks every user to agree to its terms first. Open its page in a browser, ask for access, then put your Hub token into the settings.`;
    return new AppError("hub-gated", message, details);
  }
  if (code === "RevisionNotFound") {
    return new AppError(
      "hub-not-found",
      `${what} no longer has this version. Open it again to see the current one.`,
      details,
    );
  }
  if (code === "EntryNotFound") {
    return new AppError(
      "hub-not-found",
      `${asked.path ?? "The file"} is no longer in ${what}. Open it again to see what it has now.`,
      details,
    );
  }
  // Someone without a token is told 401 for what is missing and for what is private alike.
  if (code === "RepoNotFound" || (status === 401 && !asked.hasToken) || status === 404 || status === 410) {
    const hint = asked.hasToken
      ? "Check the name; it may have been renamed or deleted, or your token may not see it."
      : "Check the name; it may have been renamed or deleted. If it is private, put your Hub token into the settings.";
    return new AppError(
      "hub-not-found",
      asked.repository === null ? `The Hub has no such page. ${hint}` : `There is no ${what} on the Hub. ${hint}`,
      details,
    );
  }
  if (status === 401) {
    return new AppError(
      "hub-bad-token",
      "The Hub does not accept your token. It may have expired: make a new one on huggingface.co, or remove it in the settings.",
      details,
    );
  }
  if (status === 403) {
    return new AppError(
      "hub-gated",
      `The Hub does not let you have ${what}${said === "" ? "" : `: ${said}`}. Its page in a browser says what is missing.`,
      details,
    );
  }
  if (status >= 500) {
    return new AppError("hub-timeout", `${host} is having trouble (${status}). Try again in a minute.`, details);
  }
  return new AppError(
    "hub-bad-answer",
    `${host} answered ${status}${said === "" ? "" : `: ${said}`}. Check the Hub address in the settings.`,
    details,
  );
}

function rateLimited(answer: HttpAnswer, host: string, asked: AskedFor): AppError {
  const wait = retryAfterSeconds(answer.headers);
  const when =
    wait === null ? "in a few minutes" : `in ${wait < 120 ? `${wait} s` : `${Math.ceil(wait / 60)} minutes`}`;
  const more = asked.hasToken ? "" : " A Hub token in the settings raises the limit.";
  return new AppError(
    "hub-rate-limited",
    `${host} takes no more requests from here for now. Try again ${when}.${more}`,
    {
      status: answer.status,
      retryAfterSeconds: wait,
      repository: asked.repository,
    },
  );
}

/** A page where JSON was due: a captive portal, a wrong mirror, a cut transfer. */
export function badAnswer(finalUrl: string, reason: "html" | "json" | "shape" | "size", cause?: unknown): AppError {
  const host = new URL(finalUrl).host;
  const message = {
    html: `${host} answered with a web page instead of data. This network may want you to log in in a browser first, or the Hub address in the settings is wrong.`,
    json: `The answer of ${host} is damaged or was cut off. Try again.`,
    size: `${host} answered with more than Bitloft takes.`,
    shape: `${host} did not answer as the Hub does. Check the Hub address in the settings, or try again later.`,
  }[reason];
  return new AppError("hub-bad-answer", message, { host, reason }, { cause });
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
