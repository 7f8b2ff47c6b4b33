import process from "node:process";
import { runSource } from "./setup/run-source.mjs";

const orphanCheckMs = 500;

// npm that is ended by a signal does not pass it on; our parent is then gone, and nothing could end us any more.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, "SIGTERM");
}, orphanCheckMs).unref();

await runSource("test/hub/main.ts", { parts: { model: true } });
