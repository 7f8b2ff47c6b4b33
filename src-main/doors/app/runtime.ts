import process from "node:process";
import { app } from "electron";

/** The Electron that Bitloft is built for. An older one is the fall-back for development, never part of a release. */
const targetMajor = 45;

export const runtime = {
  isFallback: !app.isPackaged && Number.parseInt(process.versions.electron, 10) < targetMajor,
};
