import type { Readable } from "node:stream";
import type { HttpLimits } from "./http-limits.ts";
import { slowError } from "./network-error.ts";

/**
 * Destroys a body that trickles. A server that sends a byte now and then is never silent, so a time limit on silence alone would
 * wait for it for ever. The reader has to end it.
 */
export class LeastSpeed {
  readonly #timer: NodeJS.Timeout;
  #bytes = 0;

  constructor(
    body: Readable,
    host: string,
    leastBytesPerSecond: number,
    { speedWindowMs }: Pick<HttpLimits, "speedWindowMs">,
  ) {
    this.#timer = setInterval(() => {
      if (this.#bytes < (leastBytesPerSecond * speedWindowMs) / 1000) body.destroy(slowError(host));
      this.#bytes = 0;
    }, speedWindowMs);
  }

  received(bytes: number): void {
    this.#bytes += bytes;
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
