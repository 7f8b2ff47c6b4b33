import { appError } from "../../ground/core/index.ts";
import { fileIdentity } from "./file-identity.ts";
import { wasRead } from "./opened-files.ts";
import type { VariantRecord } from "./types.ts";

/** Whether every file of a variant is there, was read to its end here, and is as it was then. */
export const isWholeRead = ({ files }: Pick<VariantRecord, "files">): boolean =>
  files.length > 0 && files.every(wasRead);

/**
 * Throws `file-changed` where `goes` cannot be deleted for the sake of `stays`, as they were seen last: what stays must be whole, and no
 * file of it one of those that go, under whatever name. A duplicate must have the same content, and not be changed since itself.
 */
export async function requireReplaceable(
  goes: VariantRecord,
  stays: VariantRecord,
  isDuplicate: boolean,
): Promise<void> {
  if (await isReplaceable(goes, stays, isDuplicate)) return;
  throw appError("file-changed", "not-replaced", { path: stays.files[0]?.path ?? "" });
}

async function isReplaceable(goes: VariantRecord, stays: VariantRecord, isDuplicate: boolean): Promise<boolean> {
  if (goes.id === stays.id || !isWholeRead(stays)) return false;
  if (isDuplicate && !(isWholeRead(goes) && blobsOf(goes) === blobsOf(stays))) return false;
  const identitiesOf = ({ files }: VariantRecord): Promise<(string | null)[]> =>
    Promise.all(files.map(({ path }) => fileIdentity(path)));
  const [going, staying] = await Promise.all([identitiesOf(goes), identitiesOf(stays)]);
  return staying.every((identity) => identity !== null && !going.includes(identity));
}

const blobsOf = ({ files }: VariantRecord): string => files.map(({ blobId }) => blobId).join();
