import type { DownloadHours } from "../../../src-shared/contract/index.ts";

/** Whether downloads may run at a moment, by the computer's own clock. From an hour to the same one is the whole day. */
export function isWithinHours({ fromMinute, toMinute }: DownloadHours, moment: Date): boolean {
  const minute = moment.getHours() * 60 + moment.getMinutes();
  if (fromMinute === toMinute) return true;
  // Over midnight, what is left out is in one piece.
  return fromMinute < toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute;
}
