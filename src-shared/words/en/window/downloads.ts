import { figures } from "../figures.ts";
import { settings } from "./settings.ts";

export const downloads = {
  subtitle: "Every file is checked before it is installed. Interrupted downloads resume.",
  limited: (bytesPerSecond: number) =>
    `Your speed limit holds downloads to ${figures.number(bytesPerSecond / 1e6, 0, 3)} MB/s.`,
  onlyBetween: (from: string, to: string) => `Downloads run from ${from} to ${to}.`,
  waitsFor: (minute: number) => `Waits for ${settings.hour(minute)}`,
  diskFull: "Paused: the disk is full",
  goesOnWithRoom: "It goes on by itself when there is room.",
  earlier: (name: string) => `Earlier: ${name}`,
  later: (name: string) => `Later: ${name}`,
  placed: (name: string, place: number, of: number) => `${name} is now ${place} of ${of}.`,
  orderHint: "Drag to change the order, or press Alt with the up or down arrow",
  changeLimit: "Change it",
  clearFinished: "Clear finished",
  notListed: "The downloads could not be listed.",
  none: "Nothing is being downloaded",
  noneText: "Choose a model that suits this computer; downloads appear here.",
  findModel: "Find a model",

  states: {
    queued: "Waiting its turn",
    downloading: "Downloading",
    verifying: "Verifying",
    paused: "Paused",
    failed: "Stopped",
    done: "Installed and checked",
  },
  retrying: "Retrying automatically",
  nextAttempt: (reason: string, attempt: number) => `${reason} Attempt ${attempt} goes on from there.`,

  percent: (share: number) => figures.percent(share),
  total: (bytes: number) => figures.bytes(bytes),
  amount: (part: number, total: number) => figures.bytesPair(part, total).join(" of "),
  speed: (bytesPerSecond: number) => `${figures.bytes(bytesPerSecond)}/s`,
  left: (seconds: number) => `${figures.duration(seconds)} left`,
  verifiedTo: (bytes: number) => `verified to ${figures.bytes(bytes)}`,
  of: (name: string) => `Download of ${name}`,

  pause: (name: string) => `Pause ${name}`,
  resume: "Resume",
  resumeOf: (name: string) => `Resume ${name}`,
  tryAgain: "Try again",
  chat: "Chat",
  chatWith: (name: string) => `Chat with ${name}`,
  remove: (name: string) => `Take ${name} off the list`,
  cancel: (name: string) => `Cancel ${name}`,
  cancelTitle: "Cancel this download?",
  cancelText: (bytes: number) => `${figures.bytes(bytes)} already received will be deleted.`,
  keep: "Keep it",
  delete: (part: number, total: number) => `Delete ${figures.bytesPair(part, total).join(" of ")}`,
};

export type DownloadsWords = typeof downloads;
