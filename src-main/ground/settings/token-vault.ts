/** Where a Hub token rests. The desktop keeps it with the system's keychain; the command line has the environment only. */
export interface TokenVault {
  get(): string | null;
  set(token: string | null): void;
}

export const emptyVault: TokenVault = { get: () => null, set: () => undefined };
