/** The newest message of each conversation by its id. */
export type FoundByIndex = ReadonlyMap<string, number | null>;
