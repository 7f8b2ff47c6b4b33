import type { StatementOf } from "./statement-of.ts";

/** Why a schema cannot be used for answers. `at`: the field, as "items[].name"; "" for the whole of it. */
export interface SchemaFaults {
  "schema-not-json": { line: number | null };
  "schema-too-long": { most: number };
  "schema-too-deep": { most: number };
  "schema-too-many-parts": { most: number };
  "schema-too-many-values": { most: number };
  "schema-counts-too-high": { most: number };
  "schema-part-not-object": { at: string };
  "schema-without-type": { at: string };
  "schema-unknown-type": { at: string; type: string };
  /** The engine's grammar has nothing for it. */
  "schema-unsupported": { at: string; keyword: string };
  "schema-wrong-value": { at: string; keyword: string };
  "schema-unknown-required": { at: string; name: string };
  "schema-unknown-ref": { at: string; ref: string };
  /** Every answer would be without an end. */
  "schema-never-ends": { at: string };
}

export type SchemaFault = StatementOf<SchemaFaults>;
