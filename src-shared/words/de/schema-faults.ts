import type { SchemaFaults } from "../../contract/index.ts";
import type { Words } from "../language.ts";
import { figures } from "./figures.ts";

const before = (at: string): string => (at === "" ? "" : `${at}: `);

/** Was an einem Schema für Antworten nicht stimmt und was dagegen hilft. */
export const schemaFaults: Words<SchemaFaults> = {
  "schema-not-json": ({ line }) =>
    line === null ? "Das ist noch kein JSON." : `Das ist noch kein JSON: siehe Zeile ${figures.count(line)}.`,
  "schema-too-long": ({ most }) => `Ein Schema hat höchstens ${figures.count(most)} Zeichen.`,
  "schema-too-deep": ({ most }) => `Felder lassen sich höchstens ${figures.count(most)} Ebenen tief verschachteln.`,
  "schema-too-many-parts": ({ most }) =>
    `Ein Schema hat höchstens ${figures.count(most)} Felder, Einträge und Alternativen.`,
  "schema-too-many-values": ({ most }) => `Alle „enum“-Listen zusammen haben höchstens ${figures.count(most)} Werte.`,
  "schema-counts-too-high": ({ most }) =>
    `Längen und Anzahlen sind zu hoch: Mehr als ${figures.count(most)} geht nicht. Am besten einige weglassen.`,
  "schema-part-not-object": ({ at }) =>
    `${before(at)}Ein Schema ist ein Objekt in geschweiften Klammern, etwa {"type": "string"}.`,
  "schema-without-type": ({ at }) => `${before(at)}„type“ fehlt.`,
  "schema-unknown-type": ({ at, type }) =>
    `${before(at)}Den Typ „${type}“ gibt es nicht. Es gibt string, number, integer, boolean, null, object und array.`,
  "schema-unsupported": ({ at, keyword }) =>
    `${before(at)}An „${keyword}“ kann die Engine eine Antwort nicht binden. Bitte weglassen und in den Anweisungen sagen.`,
  "schema-wrong-value": ({ at, keyword }) => `${before(at)}Der Wert von „${keyword}“ ist nicht brauchbar.`,
  "schema-unknown-required": ({ at, name }) =>
    `${before(at)}„required“ nennt „${name}“, das unter „properties“ nicht vorkommt.`,
  "schema-unknown-ref": ({ at, ref }) =>
    `${before(at)}„${ref}“ führt ins Leere. Verweise haben die Form „#/$defs/name“, und „$defs“ steht ganz oben.`,
  "schema-never-ends": ({ at }) => `${before(at)}Das würde nie enden, weil es sich immer selbst enthält.`,
};
