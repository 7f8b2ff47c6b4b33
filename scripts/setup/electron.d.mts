export interface Electron {
  version: string;
  distFolder: string;
  executable: string;
  isFallback: boolean;
  hasNodeApi10: boolean;
}
export function findElectron(): Electron | null;
export function ensureElectron(): Promise<Electron>;
export function electronEnvironment(electron: Electron): Record<string, string>;
export function sandboxArguments(): string[];
