import { writeFileSync } from "node:fs";

/** When memory runs out, Linux shall end this process and neither the window nor anything else of the person's. */
export function offerToKernel(): void {
  if (process.platform !== "linux") return;
  try {
    writeFileSync("/proc/self/oom_score_adj", "800");
  } catch {
    // A container may forbid it; then the kernel chooses by size, which is us as well.
  }
}
