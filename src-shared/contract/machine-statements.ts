import type { StatementOf } from "./statement-of.ts";

/** What kind of computer it is, where its parts do not say so. */
export type MachineForm =
  | "laptop"
  | "old-laptop"
  | "desktop"
  | "desktop-without-card"
  | "office-desktop"
  | "mini-pc"
  | "mac"
  | "server"
  | "cloud-machine";

/** What is said of a computer as a whole. Names of parts are as their makers write them. */
export interface MachineStatements {
  /** One that many people have, without its memory. */
  "common-machine": { form: MachineForm | null; cores: number | null; parts: string[] };
  "common-machine-with-memory": { form: MachineForm | null; cores: number | null; parts: string[]; ramGiB: number };
  /** The largest model that is suggested for it writes about as fast as people read. */
  "machine-suits": { parameters: number };
  /** The one that loads were measured on. */
  "measured-machine": { cpu: string; memoryBytes: number; gpus: string[] };
}

export type MachineStatement<Key extends keyof MachineStatements> = StatementOf<MachineStatements, Key>;
