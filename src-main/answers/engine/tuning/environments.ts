/**
 * Environments of the engine's process that a measurement chooses from. node-llama-cpp gives each step to libuv's pool as a
 * job. With one thread in the pool every step runs where the last one ran: SmolLM2-135M Q4_1 on 2 cores, 2 threads, by
 * turns: 100 to 190 tokens/s with one, 60 to 67 with two or four (four is libuv's own number). Tried by turns as well, and no
 * faster: huge pages for malloc, one malloc arena.
 */
export const environments = {
  "one-worker": { UV_THREADPOOL_SIZE: "1" },
  "four-workers": { UV_THREADPOOL_SIZE: "4" },
} as const satisfies Record<string, Record<string, string>>;

export type EnvironmentName = keyof typeof environments;
export const environmentNames = Object.keys(environments) as EnvironmentName[];

/** What a load gets before anything was measured. */
export const usualEnvironment: EnvironmentName = "one-worker";
