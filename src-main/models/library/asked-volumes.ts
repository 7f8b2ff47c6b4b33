import type { Volumes } from "../../ground/files/index.ts";
import { inTime } from "../../ground/timing/index.ts";
import { answerMs } from "./limits.ts";

/** The volumes during one look at the disks: each is asked once, however many folders are on it, and waited for no longer than a drive may take. */
export class AskedVolumes {
  readonly #volumes: Volumes;
  readonly #begins = new Map<string, Promise<boolean | null>>();
  readonly #ids = new Map<string, Promise<string | null>>();

  constructor(volumes: Volumes) {
    this.#volumes = volumes;
  }

  /** Null where it does not answer. */
  beginsAt(root: string): Promise<boolean | null> {
    return once(this.#begins, root, () => this.#volumes.beginsAt(root));
  }

  /** Null where the system tells none, or the drive does not answer. */
  idOf(root: string): Promise<string | null> {
    return once(this.#ids, root, () => this.#volumes.idOf(root));
  }

  /** Null where the path is not there or does not answer. */
  of(path: string): Promise<string | null> {
    return inTime(
      this.#volumes.of(path).catch(() => null),
      answerMs,
      () => null,
    );
  }

  /** Where the volume with this id begins now: at more than one folder where it is mounted twice, or was copied whole. */
  async rootsOf(id: string): Promise<string[]> {
    const roots = await inTime(this.#volumes.roots(), answerMs, () => []);
    const ids = await Promise.all(roots.map((root) => this.idOf(root)));
    return roots.filter((_, index) => ids[index] === id);
  }
}

function once<T>(asked: Map<string, Promise<T | null>>, root: string, ask: () => Promise<T | null>): Promise<T | null> {
  const answer = asked.get(root) ?? inTime(ask(), answerMs, () => null);
  asked.set(root, answer);
  return answer;
}
