export const root: string;
export const binFolder: string;
export const node24: string;
export function cacheRoot(environment?: NodeJS.ProcessEnv): string;
