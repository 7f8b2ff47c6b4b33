import { readFileSync, writeFileSync } from "node:fs";
import { type RatingRow, ratingsOf } from "./ratings-of.ts";

interface RatingsFile {
  version: number;
  arena: {
    source: Record<string, string>;
    /** How the leaderboard calls a model, by the maker's repository. */
    names: Record<string, string>;
    models: Record<string, Record<string, RatingRow>>;
  };
  [scale: string]: unknown;
}

/**
 * Puts the text leaderboard's newest ratings, from an export of its official data set, in place of those in `ratings.json`, for the models
 * that `names` there lists. `say` is told what changed and what the export did not have. Throws for what is no such export.
 */
export function writeRatings(exported: string, path: string, say: (line: string) => void): void {
  const found = ratingsOf(JSON.parse(readFileSync(exported, "utf8")));
  if (found === null) throw new Error(`${exported} has no ratings`);
  const ratings = JSON.parse(readFileSync(path, "utf8")) as RatingsFile;
  const { source, names, models } = ratings.arena;
  for (const [baseModel, name] of Object.entries(names)) {
    const columns = found.models.get(name);
    if (columns === undefined) {
      say(`kept as it was, for the export does not have ${name}: ${baseModel}`);
      continue;
    }
    const before = models[baseModel];
    // Another leaderboard's, which the export of this one does not have.
    const vision = before?.["vision"];
    models[baseModel] = { ...columns, ...(vision === undefined ? {} : { vision }) };
    say(`${baseModel}: ${String(before?.["overall"]?.[0] ?? "new")} -> ${String(columns["overall"]?.[0] ?? "none")}`);
  }
  source["asOf"] = found.asOf;
  writeFileSync(path, ratingsText(ratings));
}

/** A model a line, so that a change of one is a change of one line. */
function ratingsText({ version, ...scales }: RatingsFile): string {
  const parts = Object.entries(scales).map(([scale, content]) => {
    const fields = Object.entries(content as Record<string, Record<string, unknown>>).map(([field, value]) =>
      field === "source"
        ? `    "source": ${JSON.stringify(value)}`
        : `    ${JSON.stringify(field)}: {\n${lines(value)}\n    }`,
    );
    return `  ${JSON.stringify(scale)}: {\n${fields.join(",\n")}\n  }`;
  });
  return `{\n  "version": ${String(version)},\n${parts.join(",\n")}\n}\n`;
}

function lines(rows: Record<string, unknown>): string {
  const inOrder = Object.entries(rows).sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  return inOrder.map(([name, row]) => `      ${JSON.stringify(name)}: ${JSON.stringify(row)}`).join(",\n");
}
