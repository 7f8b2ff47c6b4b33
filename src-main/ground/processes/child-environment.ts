/** What our processes may see of our environment: enough to find programs, libraries and folders; no token, proxy or NODE_OPTIONS. */
const passedOn = [
  ...["PATH", "HOME", "LANG", "TMPDIR", "TEMP", "TMP"],
  ...["USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "SYSTEMROOT", "WINDIR"],
  ...["LD_LIBRARY_PATH", "XDG_DATA_DIRS"],
];

/** `own` with what is passed on of ours, `more` by name too. */
export function childEnvironment(own: Record<string, string>, more: readonly string[] = []): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of [...passedOn, ...more]) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return { ...environment, ...own };
}
