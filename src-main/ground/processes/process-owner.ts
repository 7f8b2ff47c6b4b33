import { hostname } from "node:os";
import process from "node:process";
import { isAlive } from "./is-alive.ts";

/** By whose name something is held, and when they said so last, in milliseconds since 1970. */
export interface Lease {
  owner: string;
  renewedAt: number;
}

/** Who writes: host, process id and start, since process ids come round again. */
export interface Owner {
  readonly name: string;
  /** Whether the holder of a lease is gone for certain, or silent for too long. */
  isGone(held: Lease, now: number, leaseMs: number): boolean;
}

const startedAt = Math.round(Date.now() - process.uptime() * 1000);
let made = 0;

/** A service of this process. Each is another owner, so that two services in one process do not take each other for themselves. */
export class ProcessOwner implements Owner {
  readonly name: string;
  readonly #host: string;
  readonly #pid: number;

  constructor(host: string = hostname(), pid: number = process.pid) {
    this.#host = encodeURIComponent(host);
    this.#pid = pid;
    this.name = [this.#host, pid, `${startedAt}.${++made}`].join(":");
  }

  isGone({ owner, renewedAt }: Lease, now: number, leaseMs: number): boolean {
    if (owner === this.name) return true;
    const [heldHost, heldPid, heldStart] = owner.split(":");
    if (heldHost === this.#host) {
      const sameProcess = Number(heldPid) === this.#pid && heldStart?.split(".")[0] === String(startedAt);
      if (!sameProcess && (Number(heldPid) === this.#pid || !isAlive(Number(heldPid)))) return true;
    }
    return now - renewedAt > leaseMs;
  }
}
