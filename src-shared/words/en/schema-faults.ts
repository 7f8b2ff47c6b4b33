import type { SchemaFaults } from "../../contract/index.ts";
import type { Words } from "../language.ts";
import { figures } from "./figures.ts";

const before = (at: string): string => (at === "" ? "" : `${at}: `);

/** What is wrong with a schema for answers, and what to do about it. */
export const schemaFaults: Words<SchemaFaults> = {
  "schema-not-json": ({ line }) =>
    line === null ? "This is not JSON yet." : `This is not JSON yet: look at line ${figures.count(line)}.`,
  "schema-too-long": ({ most }) => `A schema takes up to ${figures.count(most)} characters.`,
  "schema-too-deep": ({ most }) => `Fields can be up to ${figures.count(most)} levels deep.`,
  "schema-too-many-parts": ({ most }) => `A schema takes up to ${figures.count(most)} fields, items and alternatives.`,
  "schema-too-many-values": ({ most }) => `All “enum” lists together take up to ${figures.count(most)} values.`,
  "schema-counts-too-high": ({ most }) =>
    `Lengths and counts are too high: ${figures.count(most)} is the most. Leave some of them out.`,
  "schema-part-not-object": ({ at }) => `${before(at)}a schema is an object in braces, such as {"type": "string"}.`,
  "schema-without-type": ({ at }) => `${before(at)}“type” is missing.`,
  "schema-unknown-type": ({ at, type }) =>
    `${before(at)}“${type}” is no type. Types are string, number, integer, boolean, null, object and array.`,
  "schema-unsupported": ({ at, keyword }) =>
    `${before(at)}the engine cannot hold an answer to “${keyword}”. Leave it out, and say it in the instructions.`,
  "schema-wrong-value": ({ at, keyword }) => `${before(at)}the value of “${keyword}” cannot be used.`,
  "schema-unknown-required": ({ at, name }) =>
    `${before(at)}“required” names “${name}”, which is not among the properties.`,
  "schema-unknown-ref": ({ at, ref }) =>
    `${before(at)}“${ref}” leads nowhere. References have the form “#/$defs/name”, and “$defs” is at the top.`,
  "schema-never-ends": ({ at }) => `${before(at)}this would never end, as it always contains itself.`,
};
