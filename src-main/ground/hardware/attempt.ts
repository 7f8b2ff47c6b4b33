import type { HardwareProfile } from "../../../src-shared/contract/index.ts";
import { PROBE_TIMEOUT_MS } from "./probe-system.ts";

/** What could not be found out, and why; shown beside the field that it cost. */
export class Problems {
  readonly list: HardwareProfile["problems"] = [];

  add(field: string, message: string): void {
    if (!this.list.some((problem) => problem.field === field && problem.message === message))
      this.list.push({ field, message });
  }

  /** The probe's answer, or `fallback` when it fails or hangs. Never rejects and never takes much longer than the limit. */
  async attempt<T>(field: string, probe: () => Promise<T>, fallback: T, limitMs = PROBE_TIMEOUT_MS * 1.2): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`No answer in ${Math.round(limitMs / 1000)} s`));
      }, limitMs);
    });
    try {
      return await Promise.race([probe(), late]);
    } catch (error) {
      this.add(field, error instanceof Error ? error.message : String(error));
      return fallback;
    } finally {
      clearTimeout(timer);
    }
  }
}
