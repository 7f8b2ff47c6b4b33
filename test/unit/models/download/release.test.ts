import { describe, expect, it } from "vitest";
import { release } from "../../../../src-main/models/download/release.ts";

describe("release", () => {
  it("gives the memory of a whole chunk back at once", () => {
    const chunk = Buffer.allocUnsafeSlow(64 * 1024);
    release(chunk);
    // Older runtimes cannot, and leave it to the collector.
    expect(chunk.byteLength).toBe("transfer" in ArrayBuffer.prototype ? 0 : 64 * 1024);
  });

  it("leaves a piece of a larger buffer alone, whoever has the rest", () => {
    const whole = Buffer.alloc(100, 7);
    const [first, second] = [whole.subarray(0, 40), whole.subarray(40)];
    release(first);
    expect(second.every((byte) => byte === 7)).toBe(true);
    expect(first.byteLength).toBe(40);
  });
});
