import { appendFileSync } from "node:fs";
import { basename } from "node:path";

/**
 * An estimate's process that does what the file's name says, and notes each start with its number and arguments. Asked for a backend's
 * devices, it does what `DEVICES` says of the backend: names, an error's words, "die", "end" or "hang".
 */
const [, , backend] = process.argv;
appendFileSync(process.env.NOTES, `${process.pid} ${backend}\n`);
process.on("disconnect", () => process.exit(0));
process.on("message", ({ type, id, file, plan }) => {
  if (type === "devices") return tellDevices(id, JSON.parse(process.env.DEVICES ?? "{}")[backend] ?? ["A card"]);
  switch (basename(file)) {
    case "die.gguf":
      die();
      break;
    case "hang.gguf":
      break;
    case "nonsense.gguf":
      process.send({ type: "figures", id, figures: { weightsCpuBytes: "many" } });
      break;
    default:
      process.send({
        type: "figures",
        id,
        figures: { weightsCpuBytes: plan.contextTokens, weightsGpuBytes: 0, contextCpuBytes: 0, contextGpuBytes: 0 },
      });
  }
});

function tellDevices(id, what) {
  if (Array.isArray(what)) process.send({ type: "devices", id, names: what });
  else if (what === "die") die();
  else if (what === "end") process.kill(process.pid, "SIGKILL");
  else if (what !== "hang") process.send({ type: "failed", id, reason: what });
}

function die() {
  process.stderr.write("GGML_ASSERT(n > 0) failed\n", () => process.abort());
}
