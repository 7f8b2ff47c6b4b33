import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type Server, createServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, rootCertificates, setDefaultCACertificates } from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AuthorityFile } from "../../../../../src-main/ground/settings/own-authority.ts";
import { GuardedHttpClient } from "../../../../../src-main/models/catalog/http/guarded-http-client.ts";
import { readText } from "../../../../../src-main/models/catalog/http/read-body.ts";
import { testAuthority, testServer } from "../../../../fixtures/certificates.ts";

let folder: string;
let server: Server;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-authority-"));
  server = createServer(testServer, (_, response) => response.end("hello"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const chosen = (content: string | Uint8Array): string => {
  const path = join(folder, "chosen.crt");
  writeFileSync(path, content);
  return path;
};
const kept = (): AuthorityFile => new AuthorityFile(join(folder, "authority.pem"));

describe("an authority of a person's own", () => {
  it("is trusted from the next request on, and until it is removed", async () => {
    const authority = kept();
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const http = new GuardedHttpClient({
      endpoint: () => url,
      token: () => null,
      environment: {},
      authority: () => authority.pem(),
    });
    const ask = async (): Promise<string> =>
      readText(await http.request({ url, headers: { Connection: "close" } }), 100);
    const refused = { code: "hub-refused-address", key: "certificate" };
    try {
      await expect(ask()).rejects.toMatchObject(refused);
      authority.take(chosen(testAuthority));
      expect(await ask()).toBe("hello");
      authority.forget();
      await expect(ask()).rejects.toMatchObject(refused);
    } finally {
      http.close();
    }
  });

  it("is trusted beside those of the environment", async () => {
    const port = (server.address() as AddressInfo).port;
    const url = `https://127.0.0.1:${port}`;
    const before = getCACertificates("default");
    const [another = ""] = rootCertificates;
    const http = new GuardedHttpClient({
      ...{ endpoint: () => url, token: () => null, environment: {}, authority: () => another },
    });
    // As Node does with those of NODE_EXTRA_CA_CERTS when it starts.
    setDefaultCACertificates([...before, testAuthority]);
    try {
      expect(await readText(await http.request({ url }), 100)).toBe("hello");
    } finally {
      setDefaultCACertificates(before);
      http.close();
    }
  });

  it("is trusted of a proxy too", async () => {
    const port = (server.address() as AddressInfo).port;
    server.on("connect", (_, socket) => {
      const onward = connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        socket.pipe(onward).pipe(socket);
      });
      // Either end may go first.
      for (const end of [socket, onward]) end.on("error", () => undefined);
    });
    const url = "https://hub.example";
    const http = new GuardedHttpClient({
      ...{ endpoint: () => url, token: () => null, environment: {}, authority: () => testAuthority },
      proxy: () => ({ kind: "address", address: `https://127.0.0.1:${port}` }),
    });
    try {
      expect(await readText(await http.request({ url }), 100)).toBe("hello");
    } finally {
      http.close();
    }
  });

  it("is kept as a copy, from text or from bytes", () => {
    kept().take(chosen(new X509Certificate(testAuthority).raw));
    rmSync(join(folder, "chosen.crt"));
    expect(kept().view()).toEqual({ name: "Bitloft test authority", validUntil: expect.any(Number) as number });
    expect(kept().pem()?.trim()).toBe(testAuthority.trim());
  });

  it.each([
    ["words", "no certificate"],
    ["a server's certificate", testServer.cert],
    ["a key", testServer.key],
    ["more than a bundle has", `${testAuthority}${" ".repeat(600_000)}`],
  ])("is not %s", (_, content) => {
    const authority = kept();
    authority.take(chosen(testAuthority));
    expect(() => authority.take(chosen(content))).toThrow(expect.objectContaining({ key: "no-authority" }) as Error);
    expect(authority.view()).not.toBeNull();
    expect(readFileSync(join(folder, "authority.pem"), "utf8")).toContain("BEGIN CERTIFICATE");
  });
});
