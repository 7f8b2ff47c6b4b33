/**
 * Runs in the page and tries everything that a page has to reach a network. `target`: "127.0.0.1:1234". Returns what was
 * tried, with what came of it.
 */
export async function reachOut(target: string): Promise<Record<string, string>> {
  const url = `http://${target}/`;
  const [host = "", port = ""] = target.split(":");
  const outcome: Record<string, string> = {};
  const patienceMs = 1500;

  const attempt = async (name: string, work: () => unknown): Promise<void> => {
    try {
      const late = new Promise((resolve) => setTimeout(() => resolve("nothing"), patienceMs));
      outcome[name] = String(await Promise.race([work(), late]));
    } catch (error) {
      outcome[name] = String(error);
    }
  };

  const element = (tag: string, attributes: Record<string, string>): Element => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    document.body.append(made);
    setTimeout(() => made.remove(), patienceMs * 2);
    return made;
  };

  /** Candidates of a connection with every kind of server, and one that gets the address of a listening peer. */
  const peer = async (scope: Window & typeof globalThis): Promise<string> => {
    const servers = [
      { urls: `stun:${target}` },
      { urls: `turn:${target}?transport=udp`, username: "a", credential: "b" },
      { urls: `turn:${target}?transport=tcp`, username: "a", credential: "b" },
      { urls: `turns:${target}?transport=tcp`, username: "a", credential: "b" },
      { urls: "stun:stun.example.org:3478" },
    ];
    const first = new scope.RTCPeerConnection({ iceServers: servers });
    const second = new scope.RTCPeerConnection();
    const found: string[] = [];
    for (const each of [first, second]) {
      each.onicecandidate = ({ candidate }) => {
        if (candidate && candidate.candidate !== "") found.push(candidate.candidate);
      };
    }
    first.createDataChannel("a");
    await first.setLocalDescription(await first.createOffer());
    if (first.localDescription) await second.setRemoteDescription(first.localDescription);
    await second.setLocalDescription(await second.createAnswer());
    if (second.localDescription) await first.setRemoteDescription(second.localDescription);
    for (const [index, kind] of ["udp", "tcp"].entries()) {
      const tail = kind === "tcp" ? " tcptype passive" : "";
      const line = `candidate:${String(index + 1)} 1 ${kind} 2113937151 ${host} ${port} typ host${tail}`;
      await first.addIceCandidate({ candidate: line, sdpMid: "0", sdpMLineIndex: 0 });
    }
    await new Promise((resolve) => setTimeout(resolve, patienceMs - 300));
    first.close();
    second.close();
    return found.length === 0 ? "no candidate" : `candidates: ${found.join("; ")}`;
  };

  const workerSource = (body: string): string => URL.createObjectURL(new Blob([body], { type: "text/javascript" }));
  const { navigator: nav } = window as unknown as { navigator: Record<string, never> };
  const any = window as unknown as Record<string, new (...args: unknown[]) => never>;
  const make = (name: string, ...args: unknown[]): string => {
    const Made = any[name];
    return Made === undefined ? "not there" : String(new Made(...args));
  };
  const link = (rel: string, href = url, more: Record<string, string> = {}): Element =>
    element("link", { rel, href, ...more });

  await Promise.all([
    attempt("RTCPeerConnection", () => peer(window)),
    attempt("RTCPeerConnection of a frame", async () => {
      const frame = element("iframe", {}) as HTMLIFrameElement;
      return peer(frame.contentWindow as Window & typeof globalThis);
    }),
    attempt("RTCPeerConnection of an object", async () => {
      const frame = element("object", { data: "about:blank" }) as HTMLObjectElement;
      return peer(frame.contentWindow as Window & typeof globalThis);
    }),
    attempt("RTCPeerConnection of a hidden frame", async () => {
      const root = element("div", {}).attachShadow({ mode: "closed" });
      const frame = document.createElement("iframe");
      root.append(frame);
      return peer(frame.contentWindow as Window & typeof globalThis);
    }),
    attempt("WebSocket", () => make("WebSocket", `ws://${target}/`)),
    attempt("WebSocketStream", () => make("WebSocketStream", `ws://${target}/`)),
    attempt("WebTransport", () => make("WebTransport", `https://${target}/`)),
    attempt("EventSource", () => make("EventSource", url)),
    attempt("XMLHttpRequest", () => {
      const request = new XMLHttpRequest();
      request.open("GET", url);
      request.send();
    }),
    attempt("fetch", () => fetch(url, { mode: "no-cors" })),
    attempt("fetch, kept alive", () => fetch(url, { mode: "no-cors", keepalive: true, method: "POST", body: "a" })),
    attempt("fetchLater", () => (window as unknown as { fetchLater(u: string): unknown }).fetchLater(url)),
    attempt("sendBeacon", () => navigator.sendBeacon(url, "a")),
    attempt("import", () => import(/* @vite-ignore */ `${url}a.js`)),
    attempt("image", () => (new Image().src = `${url}a.png`)),
    attempt("script", () => element("script", { src: `${url}a.js` })),
    attempt("style", () => link("stylesheet", `${url}a.css`)),
    attempt("style element", () => (element("style", {}).textContent = `@import url(${url}b.css)`)),
    attempt("style sheet", () => new CSSStyleSheet().replace(`body { background: url(${url}c.png) }`)),
    attempt("font", () => new FontFace("a", `url(${url}a.woff2)`).load()),
    attempt("video", () => element("video", { src: `${url}a.mp4`, autoplay: "" })),
    attempt("audio", () => new Audio(`${url}a.mp3`).play()),
    attempt("frame", () => element("iframe", { src: url })),
    attempt("object", () => element("object", { data: url })),
    attempt("embed", () => element("embed", { src: url })),
    ...["prefetch", "preload", "modulepreload", "prerender", "icon", "manifest"].map((rel) =>
      attempt(rel, () => link(rel, `${url}${rel}`, { as: "fetch" })),
    ),
    attempt("preconnect", () => link("preconnect")),
    attempt("preconnect by name", () => link("preconnect", "https://preconnect.example.org")),
    attempt("dns-prefetch", () => link("dns-prefetch", "//prefetch.example.org")),
    attempt("speculation rules", () => {
      const rules = element("script", { type: "speculationrules" });
      rules.textContent = JSON.stringify({ prefetch: [{ source: "list", urls: [url] }] });
    }),
    attempt("form", () => {
      element("iframe", { name: "sink" });
      (element("form", { action: url, target: "sink", method: "post" }) as HTMLFormElement).submit();
    }),
    attempt("ping", () => (element("a", { href: "#", ping: url }) as HTMLAnchorElement).click()),
    attempt("window", () => window.open(url)),
    attempt("worker of data", () => make("Worker", `data:text/javascript,fetch("${url}")`)),
    attempt("worker of a blob", () => make("Worker", workerSource(`fetch("${url}")`))),
    attempt("worker elsewhere", () => make("Worker", `${url}a.js`)),
    attempt("shared worker", () => make("SharedWorker", `data:text/javascript,fetch("${url}")`)),
    attempt("service worker", () => navigator.serviceWorker.register("/index.html")),
    attempt("worklet", () => new AudioContext().audioWorklet.addModule(`${url}a.js`)),
    attempt("payment", () => make("PaymentRequest", [{ supportedMethods: `https://${target}/pay` }], { total: {} })),
    attempt("speech recognition", () => {
      const Recognition = any["webkitSpeechRecognition"] as unknown as (new () => { start(): void }) | undefined;
      return Recognition === undefined ? "not there" : new Recognition().start();
    }),
    attempt("presentation", () => make("PresentationRequest", [url])),
    attempt(
      "place",
      () => new Promise((_, reject) => navigator.geolocation.getCurrentPosition(() => undefined, reject)),
    ),
    ...["usb", "serial", "hid", "bluetooth"].map((name) =>
      attempt(name, () =>
        (nav[name] as { requestDevice?(o: object): unknown } | undefined)?.requestDevice?.({ filters: [] }),
      ),
    ),
    attempt("direct socket", () => make("TCPSocket", host, Number(port))),
    attempt("direct datagrams", () => make("UDPSocket", { remoteAddress: host, remotePort: Number(port) })),
  ]);
  return outcome;
}
