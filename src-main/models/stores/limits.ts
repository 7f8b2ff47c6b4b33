/** Of a look at what other programs keep: their folders may hold anything, and as much as it likes. */
export interface LookLimits {
  /** Names of files and folders, over all programs. */
  entries: number;
  milliseconds: number;
}

/** For one sentence: it goes on beside everything else, and must not keep a disk busy for long. */
export const quickLook: LookLimits = { entries: 20_000, milliseconds: 10_000 };

/** For a person who asked what there is, and waits for it. */
export const wholeLook: LookLimits = { entries: 500_000, milliseconds: 60_000 };

export const storeLimits = {
  /** A drive that says nothing for so long is not waited for. */
  answerMs: 3000,
  /** What one look lists at most. */
  models: 5000,
  /** Problems that one look tells of at most. */
  problems: 100,
  manifestBytes: 256 * 1024,
  manifestDepth: 12,
  manifestValues: 10_000,
  layers: 200,
  /** Of a program's own settings, and of a model's description. */
  settingsBytes: 1024 * 1024,
  settingsDepth: 32,
  settingsValues: 50_000,
  /** Of a reference of the Hub's cache: it holds a commit. */
  refBytes: 200,
  nameCharacters: 200,
  pathCharacters: 4096,
} as const;
