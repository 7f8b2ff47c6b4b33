import process from "node:process";
import { run } from "./run.ts";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // `bitloft list | head -1` must not count as a failure.
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

const code = await run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
});
// On Windows a pipe may still hold the answer. What else is open (a name that is looked up, a server that trickles) must not hold us.
process.stdout.write("", () => process.exit(code));
process.once("SIGINT", () => process.exit(code));
process.once("SIGTERM", () => process.exit(code));
