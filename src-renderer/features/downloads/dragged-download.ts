/** What a dragged row carries, so that a file or a text from elsewhere is not taken for one. */
const type = "application/x-bitloft-download";

export function dragDownload(transfer: DataTransfer | null, id: string): void {
  transfer?.setData(type, id);
  if (transfer !== null) transfer.effectAllowed = "move";
}

export function carriesDownload(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes(type) ?? false;
}

/** Its id; null for anything else. */
export function droppedDownload(transfer: DataTransfer | null): string | null {
  const id = transfer?.getData(type) ?? "";
  return id === "" ? null : id;
}
