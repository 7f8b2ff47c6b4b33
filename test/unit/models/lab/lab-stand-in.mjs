import { writeFileSync } from "node:fs";
import process from "node:process";

/** A child of the lab that begins to write, and then does what LAB_STAND_IN says: die, report a full disk, or hang. */
process.once("message", (task) => {
  writeFileSync(task.output, process.env.LAB_STAND_IN === "tells" ? String(process.pid) : "GGUF");
  if (process.env.LAB_STAND_IN === "dies") process.kill(process.pid, "SIGKILL");
  if (process.env.LAB_STAND_IN === "full") {
    process.send({ type: "failed", failure: { kind: "disk", code: "ENOSPC" } });
  }
  if (process.env.LAB_STAND_IN === "babbles") process.send({ type: "measured", tokens: "many" });
  if (process.env.LAB_STAND_IN === "large") process.send({ type: "size", bytes: 5e9 });
  process.send({ type: "progress", done: 1, total: 4 });
  setInterval(() => undefined, 1000);
});
