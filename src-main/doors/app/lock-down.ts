import { app, session } from "electron";

/** What a page may ask for beside our own scheme: bytes that are in the page already, and the developer tools' own files. */
const harmlessProtocols: ReadonlySet<string> = new Set(["data:", "blob:", "devtools:"]);

/**
 * Cuts Chromium's own network off; main's goes through Node and is not concerned. Page loads are refused further down,
 * but hints (`preconnect`, `dns-prefetch`), WebTransport and WebRTC never ask there: no name and no address is found
 * for them. Before the app is ready.
 */
export function cutNetwork(developmentUrl: string | undefined): void {
  const but = developmentUrl === undefined ? "" : `, EXCLUDE ${new URL(developmentUrl).hostname}`;
  app.commandLine.appendSwitch("host-resolver-rules", `MAP * ~NOTFOUND${but}`);
  app.commandLine.appendSwitch("force-webrtc-ip-handling-policy", webRtcPolicy);
  // The names under which WebRTC hides addresses are served by a separate socket.
  app.commandLine.appendSwitch("disable-features", "WebRtcHideLocalIpsWithMdns");
}

/** No UDP, and TCP through a proxy alone, of which there is none. */
const webRtcPolicy = "disable_non_proxied_udp";

/**
 * Electron's checklist: no permission, no navigation, no new window, no webview, for any caller. And no network: what
 * the page's policy already forbids is refused here a second time, for requests that no policy covers.
 */
export function lockDown(isOwnAddress: (address: string) => boolean, developmentUrl: string | undefined): void {
  // Otherwise Chromium fetches a dictionary from its own server.
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
    contents.setWebRTCIPHandlingPolicy(webRtcPolicy);
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
