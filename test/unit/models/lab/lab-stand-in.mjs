import { writeFileSync } from "node:fs";
import process from "node:process";

/** A child of the lab that begins to write, and then does what LAB_STAND_IN says: die, report a full disk, or hang. Or it measures. */
process.once("message", (task) => {
  if (process.env.LAB_STAND_IN === "measures") process.send(measured);
  else write(task);
});

const place = { token: 5, klDivergence: 1, before: "a secret", after: "", reference: [], variant: [] };
const measured = {
  type: "measured",
  tokens: 512,
  figures: {
    positions: 255,
    klDivergence: { mean: 1, standardError: 1, median: 1, p99: 1, max: 1 },
    sameTopWord: { share: 0.5, standardError: 0.1 },
    perplexity: { reference: 2, variant: 3, lnRatio: { mean: 0.4, standardError: 0.1 } },
  },
  parting: { places: [place], alongText: [1], byContext: [{ fromTokens: 256, toTokens: 512, mean: 1 }] },
};

function write(task) {
  writeFileSync(task.output, process.env.LAB_STAND_IN === "tells" ? String(process.pid) : "GGUF");
  if (process.env.LAB_STAND_IN === "dies") process.kill(process.pid, "SIGKILL");
  if (process.env.LAB_STAND_IN === "full") {
    process.send({ type: "failed", failure: { kind: "disk", code: "ENOSPC" } });
  }
  if (process.env.LAB_STAND_IN === "babbles") process.send({ type: "measured", tokens: "many" });
  if (process.env.LAB_STAND_IN === "large") process.send({ type: "size", bytes: 5e9 });
  process.send({ type: "progress", done: 1, total: 4 });
  setInterval(() => undefined, 1000);
}
