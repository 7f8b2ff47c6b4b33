import { safePath } from "../../ground/files/index.ts";

const commitLength = 12;

/**
 * Where a repository's file goes inside the models folder: `owner/name/commit/path`, every part made harmless.
 * `attempt` above 1 names another folder when that one is taken. Throws `invalid-input` when the result would be
 * outside.
 */
export function modelPath(root: string, repository: string, commit: string, path: string, attempt = 1): string {
  const revision = commit.slice(0, commitLength) + (attempt > 1 ? `-${attempt}` : "");
  return safePath(root, [...repository.split("/"), revision], path);
}
