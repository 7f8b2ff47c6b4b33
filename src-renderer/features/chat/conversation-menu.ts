import Archive from "@lucide/svelte/icons/archive";
import ArchiveRestore from "@lucide/svelte/icons/archive-restore";
import Download from "@lucide/svelte/icons/download";
import FolderInput from "@lucide/svelte/icons/folder-input";
import Pencil from "@lucide/svelte/icons/pencil";
import Pin from "@lucide/svelte/icons/pin";
import PinOff from "@lucide/svelte/icons/pin-off";
import Trash from "@lucide/svelte/icons/trash";
import type { Conversation } from "../../../src-shared/contract/index.ts";
import type { WindowWords } from "../../../src-shared/words/index.ts";
import type { Conversations } from "../../state/conversations.svelte.ts";
import type { MenuItem } from "../../ui/index.ts";
import type { ListActions } from "./list-actions.svelte.ts";

interface Beside {
  words: WindowWords;
  lists: Conversations;
  actions: ListActions;
}

/** Where conversations can be moved to. `inFolder`: the one that all of them are in; undefined where they are in several. */
export function moveItems(
  ids: readonly string[],
  inFolder: string | null | undefined,
  { words, lists, actions }: Beside,
): readonly MenuItem[] {
  const { conversations } = words;
  const to = (id: string | null, label: string, level: number): MenuItem => ({
    ...{ label, level, disabled: id === inFolder },
    onselect: () => void actions.move(ids, id),
  });
  const folders = lists.folders.flatMap(({ id, name, inside }) => [
    to(id, name, 0),
    ...inside.map((folder) => to(folder.id, folder.name, 1)),
  ]);
  return [
    ...(folders.length > 0 ? [to(null, conversations.noFolder, 0)] : []),
    ...folders,
    {
      label: conversations.newFolder,
      apart: folders.length > 0,
      onselect: () => actions.ask({ kind: "new-folder", parent: null, moved: ids }),
    },
  ];
}

/** What can be done with one conversation. */
export function conversationMenu(
  conversation: Conversation,
  onrename: () => void,
  beside: Beside,
): readonly MenuItem[] {
  const { words, actions } = beside;
  const { id, pinned, archived, folderId } = conversation;
  const { chat, conversations } = words;
  const rename: MenuItem = { label: chat.list.rename, icon: Pencil, onselect: onrename };
  const sendOut: MenuItem = {
    ...{ label: conversations.exportAs, icon: Download },
    onselect: () => actions.ask({ kind: "export", ids: [id] }),
  };
  const remove: MenuItem = {
    ...{ label: chat.list.delete, icon: Trash, tone: "bad", apart: true },
    onselect: () => void actions.remove([conversation]),
  };
  if (archived) {
    const restore = { label: conversations.restore, icon: ArchiveRestore };
    return [{ ...restore, onselect: () => void actions.restore([conversation]) }, rename, sendOut, remove];
  }
  return [
    rename,
    {
      label: pinned ? conversations.unpin : conversations.pin,
      icon: pinned ? PinOff : Pin,
      onselect: () => void actions.pin([id], !pinned),
    },
    { label: conversations.moveTo, icon: FolderInput, items: moveItems([id], folderId, beside) },
    sendOut,
    { label: conversations.toArchive, icon: Archive, onselect: () => void actions.archive([conversation]) },
    remove,
  ];
}
