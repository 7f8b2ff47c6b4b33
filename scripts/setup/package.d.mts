export function packageFolder(): string;
