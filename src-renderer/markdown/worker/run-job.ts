import type { Root } from "hast";
import { MAX_BLOCK_FORMULAS } from "../limits.ts";
import { parseBlock } from "../parse-block.ts";
import { cutTokens } from "./cut-tokens.ts";
import type { Job, Result } from "./job.ts";

/** Does one job. The parts for formulas and for colours are loaded when the first one comes. */
export async function runJob(job: Job): Promise<Result> {
  switch (job.kind) {
    case "block":
      return withFormulas(parseBlock(job.text, job.options));
    case "math":
      return (await import("./mathml.ts")).toMathml(job.tex, job.display);
    case "code": {
      const { highlight } = await import("./highlight.ts");
      return cutTokens(highlight(job.text, job.language), job.cuts);
    }
  }
}

/** The tree with what each formula becomes beside its source. */
async function withFormulas(root: Root): Promise<Root> {
  const pending: (Root | Root["children"][number])[] = [root];
  let left = MAX_BLOCK_FORMULAS;
  for (let node = pending.pop(); node && left > 0; node = pending.pop()) {
    if (!("children" in node)) continue;
    const display = node.type === "element" ? node.properties.dataMath : undefined;
    if (node.type === "element" && display !== undefined) {
      const { toMathml } = await import("./mathml.ts");
      const [source] = node.children;
      const made = source?.type === "text" ? toMathml(source.value, display === "display") : null;
      if (made) node.data = { ...node.data, mathml: made };
      left -= 1;
    } else pending.push(...node.children);
  }
  return root;
}

declare module "hast" {
  interface ElementData {
    /** What KaTeX made of a formula, sanitised. */
    mathml?: ElementContent[] | undefined;
  }
}
