import { readFile, rm } from "node:fs/promises";
import { type RunningApp, inMain } from "./app.ts";

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Processor time of the thread, in microseconds; a busy machine changes it little. */
  tdur?: number;
  dur?: number;
  args?: { name?: string };
}

/** Starts recording what the threads of the window do. */
export async function startTrace({ application }: RunningApp): Promise<void> {
  await inMain(application, ({ contentTracing }) =>
    contentTracing.startRecording({ included_categories: ["toplevel", "__metadata"] }),
  );
}

/** The longest task of the page's main thread, in milliseconds of processor time. */
export async function longestTaskMs({ application }: RunningApp): Promise<number> {
  const path = await inMain(application, ({ contentTracing }) => contentTracing.stopRecording());
  try {
    const { traceEvents } = JSON.parse(await readFile(path, "utf8")) as { traceEvents: TraceEvent[] };
    const mains = traceEvents.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain");
    const isMain = (event: TraceEvent): boolean => mains.some(({ pid, tid }) => pid === event.pid && tid === event.tid);
    const tasks = traceEvents.filter((event) => event.name.endsWith("RunTask") && isMain(event));
    return Math.max(0, ...tasks.map(({ tdur, dur }) => (tdur ?? dur ?? 0) / 1000));
  } finally {
    await rm(path, { force: true });
  }
}
