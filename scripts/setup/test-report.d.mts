export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}
export const zero: Counts;
export function addCounts(a: Counts, b: Counts): Counts;
export function describeCounts(counts: Counts): string;
export function oneCheck(succeeded: boolean): Counts;
export function readReport<R>(path: string, exitCode: number, read: (report: R) => Counts): Counts;
export function vitestCounts(report: Record<string, number>): Counts;
export function playwrightCounts(report: { stats: Record<string, number> }): Counts;
