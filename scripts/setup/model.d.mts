export function findTestModel(): string | null;
export function ensureTestModel(): Promise<string | null>;
