/** How a process ended. */
export type ProcessExit = (
  { how: "not-started" } | { how: "exited"; code: number } | { how: "killed"; signal: NodeJS.Signals }
) & {
  /** What it wrote last, or why it could not be started. */
  log: string[];
};

export interface OwnedProcessOptions {
  modulePath: string;
  args: readonly string[];
  /** A real Node. */
  nodePath: string;
  /** The whole of its environment. */
  env: Record<string, string>;
}
