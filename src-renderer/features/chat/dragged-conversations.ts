/** Our own: what another program or page drags is not it. */
const type = "application/x-bitloft-conversations";

export function dragConversations(data: DataTransfer, ids: readonly string[]): void {
  data.setData(type, JSON.stringify(ids));
  data.effectAllowed = "move";
}

/** While it is dragged only what it is can be seen, and not its content. */
export const carriesConversations = (data: DataTransfer | null): boolean => data?.types.includes(type) ?? false;

/** Empty for anything else. */
export function droppedConversations(data: DataTransfer | null): readonly string[] {
  try {
    const ids: unknown = JSON.parse(data?.getData(type) ?? "");
    return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}
