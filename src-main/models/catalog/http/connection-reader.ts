import type { Socket } from "node:net";
import type { DirectBody } from "./direct-body.ts";

const readBytes = 256 * 1024;

/** What `net.connect` and `tls.connect` call `onread`; `http.request` hands it on to them. */
interface OnRead {
  buffer(): Uint8Array;
  callback(this: Socket, bytes: number, buffer: Uint8Array): boolean;
}

/** The body that is to come next over a connection without Node's parser. */
const expected = new WeakMap<Socket, DirectBody>();

/** `direct` null: the parser reads what comes, as it does for every other request. */
export function expectBody(socket: Socket, direct: DirectBody | null): void {
  if (direct === null) expected.delete(socket);
  else {
    expected.set(socket, direct);
    direct.over(socket);
  }
}

/**
 * One buffer for all that a connection receives. Otherwise Node takes a new one of 64 KiB for every read, beside the copy that
 * its HTTP parser makes of the body, and the collector that frees them goes over the whole heap for every 20 MiB or so: that took
 * as much processor time as the rest of a download. The body of a range goes past the parser, right to where it is written from.
 * Made only when a connection is, not for a request over one that stands.
 */
export function connectionReader(): OnRead {
  let own: Buffer | null = null;
  let current: DirectBody | null = null;
  return {
    buffer: () => current?.room() ?? (own ??= Buffer.allocUnsafeSlow(readBytes)),
    callback(bytes, buffer) {
      const chunk = buffer.subarray(0, bytes);
      // The parser listens here; it has taken what it needs when this returns.
      const parse = (part: Uint8Array): void => void this.emit("data", part);
      const direct = expected.get(this) ?? null;
      if (direct === null) parse(chunk);
      else if (!direct.take(chunk, parse)) expected.delete(this);
      current = expected.get(this) ?? null;
      return true;
    },
  };
}
