import type { IncomingHttpHeaders } from "node:http";

const maxWaitSeconds = 3600;

function header(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name];
  return value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
}

/**
 * How long an answer asks to wait, in seconds, never negative and an hour at most: `RateLimit: "api";r=0;t=55` means t + 1,
 * else Retry-After (seconds or a date). Null when it says neither.
 */
export function retryAfterSeconds(headers: IncomingHttpHeaders, now: number = Date.now()): number | null {
  const wait = rateLimitWait(header(headers, "ratelimit")) ?? retryAfterWait(header(headers, "retry-after"), now);
  return wait === null ? null : Math.min(maxWaitSeconds, Math.max(0, Math.ceil(wait)));
}

function rateLimitWait(value: string | null): number | null {
  for (const policy of value?.split(",") ?? []) {
    const left = /;\s*r=(\d{1,9})/.exec(policy)?.[1];
    const reset = /;\s*t=(\d{1,9})/.exec(policy)?.[1];
    if (left !== undefined && reset !== undefined && Number(left) === 0) return Number(reset) + 1;
  }
  return null;
}

function retryAfterWait(value: string | null, now: number): number | null {
  if (value === null) return null;
  if (/^\s*\d{1,9}\s*$/.test(value)) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : (date - now) / 1000;
}
