import type { ShapeRow } from "../../src-main/models/catalog/index.ts";

const source =
  "What the headers of these models' files say of their shape, by the maker's repository. `npm run catalogue -- row` makes a row " +
  "from a file; rows from a configuration were made from the figures that the maker published.";

/** The text of `shapes.json`: a row a line, in the order of names, so that a change of one model is a change of one line. */
export function shapesText(shapes: ReadonlyMap<string, ShapeRow>): string {
  const inOrder = [...shapes].sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const rows = inOrder.map(([baseModel, row]) => `${JSON.stringify(baseModel)}: ${JSON.stringify(row)}`);
  return `{\n"version": 1,\n"source": ${JSON.stringify(source)},\n"shapes": {\n${rows.join(",\n")}\n}\n}\n`;
}
