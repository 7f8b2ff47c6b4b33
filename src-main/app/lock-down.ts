import { app, session } from "electron";

/** What a page may ask for beside our own scheme: bytes that are in the page already, and the developer tools' own files. */
const harmlessProtocols: ReadonlySet<string> = new Set(["data:", "blob:", "devtools:"]);

/**
 * Electron's checklist: no permission, no navigation, no new window, no webview, whoever asks. And no network: what the page's
 * policy already forbids is refused here a second time, for whatever a policy does not govern.
 */
export function lockDown(isOwnAddress: (address: string) => boolean, developmentUrl: string | undefined): void {
  // Otherwise Chromium fetches a dictionary from a server of its own.
  session.defaultSession.setSpellCheckerEnabled(false);
  const developmentHost = developmentUrl === undefined ? null : new URL(developmentUrl).host;
  session.defaultSession.webRequest.onBeforeRequest((details, answer) => {
    const { protocol, host } = new URL(details.url);
    const isOwn = isOwnAddress(details.url) || harmlessProtocols.has(protocol);
    answer({ cancel: !isOwn && (developmentHost === null || host !== developmentHost) });
  });
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(permission === "clipboard-sanitized-write");
  });
  session.defaultSession.setPermissionCheckHandler(
    (_contents, permission) => permission === "clipboard-sanitized-write",
  );
  session.defaultSession.setDevicePermissionHandler(() => false);
  app.on("web-contents-created", (_event, contents) => {
    contents.on("will-navigate", (event) => {
      if (!isOwnAddress(event.url)) event.preventDefault();
    });
    contents.on("will-frame-navigate", (event) => {
      if (!event.isMainFrame) event.preventDefault();
    });
    contents.on("will-redirect", (event) => {
      event.preventDefault();
    });
    contents.on("will-attach-webview", (event) => {
      event.preventDefault();
    });
    contents.setWindowOpenHandler(() => ({ action: "deny" }));
  });
}
