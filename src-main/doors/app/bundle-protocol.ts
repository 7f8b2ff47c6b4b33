import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { protocol, session } from "electron";
import { contentSecurityPolicy } from "./content-security-policy.ts";

export const bundleScheme = "app";
export const bundleHost = "bundle";
export const bundleUrl = `${bundleScheme}://${bundleHost}/index.html`;

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/** Must run before the app is ready. A standard scheme gives pages an origin; `file:` would give them the whole disk. */
export function registerBundleScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: bundleScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built window from `folder`, and nothing outside it. */
export function serveBundle(folder: string): void {
  const root = normalize(folder + sep);
  session.defaultSession.protocol.handle(bundleScheme, async (request) => {
    try {
      const url = new URL(request.url);
      const path = normalize(join(root, decodeURIComponent(url.pathname)));
      const type = types[extname(path)];
      if (request.method !== "GET" || url.host !== bundleHost || !path.startsWith(root) || type === undefined) {
        return new Response(null, { status: 404 });
      }
      return new Response(new Uint8Array(await readFile(path)), {
        headers: {
          "Content-Type": type,
          "Content-Security-Policy": contentSecurityPolicy,
          "X-Content-Type-Options": "nosniff",
        },
      });
    } catch {
      // Not there, or a name that cannot be decoded.
      return new Response(null, { status: 404 });
    }
  });
}

/** Whether an address is a page of ours. `URL.origin` is "null" for custom schemes in Node, so protocol and host are compared. */
export function isBundleUrl(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === `${bundleScheme}:` && url.host === bundleHost;
}
