import { appendFileSync } from "node:fs";
import { basename } from "node:path";

/** An estimate's process that does what the file's name says, and notes each start with its number and arguments. */
appendFileSync(process.env.NOTES, `${process.pid} ${process.argv[2]}\n`);
process.on("disconnect", () => process.exit(0));
process.on("message", ({ id, file, plan }) => {
  switch (basename(file)) {
    case "die.gguf":
      process.stderr.write("GGML_ASSERT(n > 0) failed\n", () => process.abort());
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
