import type { Socket } from "node:net";

const readBytes = 256 * 1024;

/** What `net.connect` and `tls.connect` call `onread`; `http.request` hands it on to them. */
interface OnRead {
  buffer(): Uint8Array;
  callback(this: Socket, bytes: number, buffer: Uint8Array): boolean;
}

/**
 * One buffer for all that a connection receives. Otherwise Node takes a new one of 64 KiB for every read, beside the copy that
 * its HTTP parser makes of the body, and the collector that frees them goes over the whole heap for every 20 MiB or so: that took
 * as much processor time as the rest of a download. Made only when a connection is, not for a request over one that stands.
 */
export function readBuffer(): OnRead {
  let own: Buffer | null = null;
  return {
    buffer: () => (own ??= Buffer.allocUnsafeSlow(readBytes)),
    callback(bytes, buffer) {
      // The parser listens here; it has taken what it needs when this returns.
      this.emit("data", buffer.subarray(0, bytes));
      return true;
    },
  };
}
