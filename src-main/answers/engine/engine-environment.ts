import { childEnvironment } from "../../ground/processes/index.ts";

/** What a person may have set for the drivers of graphics cards. */
const driversOwn = [
  ...["CUDA_PATH", "CUDA_VISIBLE_DEVICES"],
  ...["GGML_VK_VISIBLE_DEVICES", "VK_ICD_FILENAMES", "VK_DRIVER_FILES"],
];

/** The environment of a process that runs llama.cpp: `own`, with what it needs of ours. */
export function engineEnvironment(
  own: Record<string, string>,
  codeCacheFolder: string | undefined,
): Record<string, string> {
  const cache = codeCacheFolder === undefined ? {} : { NODE_COMPILE_CACHE: codeCacheFolder };
  // An abort of llama.cpp's would call a debugger, which holds the process for minutes where one is installed.
  return childEnvironment({ ...cache, GGML_NO_BACKTRACE: "1", ...own }, driversOwn);
}
