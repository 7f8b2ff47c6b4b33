/** What the engine's processes may see of our environment: enough to find libraries and drivers; no token, proxy or NODE_OPTIONS. */
const passedOn = [
  ...["PATH", "HOME", "LANG", "TMPDIR", "TEMP", "TMP"],
  ...["USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "SYSTEMROOT", "WINDIR"],
  ...["LD_LIBRARY_PATH", "XDG_DATA_DIRS", "CUDA_PATH", "CUDA_VISIBLE_DEVICES"],
  ...["GGML_VK_VISIBLE_DEVICES", "VK_ICD_FILENAMES", "VK_DRIVER_FILES"],
];

/** `own` with what is passed on of ours. */
export function childEnvironment(
  own: Record<string, string>,
  codeCacheFolder: string | undefined,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of passedOn) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  if (codeCacheFolder !== undefined) environment.NODE_COMPILE_CACHE = codeCacheFolder;
  // An abort of llama.cpp's would call a debugger, which holds the process for minutes where one is installed.
  environment.GGML_NO_BACKTRACE = "1";
  return { ...environment, ...own };
}
