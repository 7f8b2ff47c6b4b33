import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** As in `engine/builds`; the worker imports nothing of the main process's. */
const buildsVariable = "BITLOFT_ENGINE_BUILDS";

/**
 * Lets node-llama-cpp find builds of itself that were downloaded later: it imports them by name, and Node looks for them beside it
 * alone. What is beside it comes first. To be called before the library is opened.
 */
export function resolveDownloadedBuilds(folder: string | undefined = process.env[buildsVariable]): void {
  if (folder === undefined || folder === "") return;
  const parentURL = pathToFileURL(join(folder, "package.json")).href;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (!specifier.startsWith("@node-llama-cpp/")) return nextResolve(specifier, context);
      try {
        return nextResolve(specifier, context);
      } catch {
        return nextResolve(specifier, { ...context, parentURL });
      }
    },
  });
}
