import { describe, expect, it } from "vitest";
import { type ProxyChoice, chosenProxy } from "../../../../../src-main/models/catalog/http/chosen-proxy.ts";
import { AppError } from "../../../../../src-main/ground/core/index.ts";

const hub = new URL("https://hub.example/api?secret=1");

async function chosen(
  choice: ProxyChoice,
  {
    environment = {},
    system = null,
    url = hub,
  }: { environment?: Record<string, string>; system?: string | null; url?: URL } = {},
): Promise<{ proxy: string | null; asked: string[] }> {
  const asked: string[] = [];
  const ask = (address: string): Promise<string> => {
    asked.push(address);
    return Promise.resolve(system ?? "");
  };
  const proxy = await chosenProxy(url, { choice: () => choice, environment, system: system === null ? null : ask });
  return {
    proxy: proxy === null ? null : `${proxy.kind} ${proxy.url.href} ${proxy.variable ?? "by a setting"}`,
    asked,
  };
}

const environment = { HTTPS_PROXY: "http://office:3128" };

describe("the proxy that is taken", () => {
  it("is the person's own before all others, also for what NO_PROXY leaves out", async () => {
    const own: ProxyChoice = { kind: "address", address: "http://me:secret@own:8080" };
    const more = { environment: { ...environment, NO_PROXY: "*" }, system: "PROXY system:1" };
    expect(await chosen(own, more)).toEqual({ proxy: "http http://me:secret@own:8080/ by a setting", asked: [] });
  });

  it("is none where a person wants none", async () => {
    expect(await chosen({ kind: "none" }, { environment, system: "PROXY system:1" })).toEqual({
      proxy: null,
      asked: [],
    });
  });

  it("is the environment's before the system's", async () => {
    const { proxy, asked } = await chosen({ kind: "system" }, { environment, system: "PROXY system:1" });
    expect(proxy).toBe("http http://office:3128/ HTTPS_PROXY");
    expect(asked).toEqual([]);
  });

  it.each([
    ["PROXY system:8080", "http http://system:8080/ by a setting"],
    ["HTTPS system:443; DIRECT", "http https://system/ by a setting"],
    ["SOCKS5 127.0.0.1:1080;PROXY other:1", "socks5 socks5h://127.0.0.1:1080 by a setting"],
    ["SOCKS old:1080", "socks4 socks4://old:1080 by a setting"],
    ["DIRECT", null],
    ["", null],
  ])("is the system's, which is told the host alone: %s", async (system, proxy) => {
    expect(await chosen({ kind: "system" }, { system })).toEqual({ proxy, asked: ["https://hub.example/"] });
  });

  it("is none for this computer", async () => {
    const own: ProxyChoice = { kind: "address", address: "http://own:8080" };
    expect((await chosen(own, { url: new URL("http://127.0.0.1:1/x") })).proxy).toBeNull();
  });

  it("is an error where the system names one that cannot be used", async () => {
    const thrown: unknown = await chosen({ kind: "system" }, { system: "QUIC quick:443" }).catch(
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(AppError);
    expect(thrown).toMatchObject({ code: "hub-refused-address", key: "proxy-kind", details: { variable: null } });
  });
});
