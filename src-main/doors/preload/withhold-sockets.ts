import { contextBridge, webFrame } from "electron";

/**
 * Takes from the page's world, before any script of it runs, what opens sockets by merely being made. Neither the
 * content-security policy nor Electron's request handlers know of WebRTC: making a connection is enough for Chromium to
 * open sockets that ask for the computer's addresses, whatever the policy for its candidates is.
 */
export function withholdSockets(): void {
  // Electron's own way came with version 35; the fall-back runtime is older.
  if ("executeInMainWorld" in contextBridge) contextBridge.executeInMainWorld({ func: withhold });
  else void webFrame.executeJavaScript(`(${withhold.toString()})()`);
}

/** Runs in the page's world and can use nothing of this file. */
function withhold(): void {
  const remove = (owner: object, names: readonly string[]): void => {
    for (const name of names) Reflect.deleteProperty(owner, name);
  };
  remove(globalThis, ["RTCPeerConnection", "webkitRTCPeerConnection"]);
  // A frame would have them again. The page has none, and one that is made is gone before anything of it has started.
  remove(Element.prototype, ["attachShadow", "setHTMLUnsafe"]);
  remove(Document, ["parseHTMLUnsafe"]);
  new MutationObserver(() => {
    while (window.length > 0) {
      const frame = window[0]?.frameElement;
      if (!frame) return;
      frame.remove();
    }
  }).observe(document, { childList: true, subtree: true });
}
