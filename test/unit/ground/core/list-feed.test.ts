import { describe, expect, it } from "vitest";
import type { CollectionChange } from "../../../../src-shared/contract/index.ts";
import { ListFeed } from "../../../../src-main/ground/core/index.ts";

interface Item {
  id: string;
  done: number;
}
const item = (id: string, done = 0): Item => ({ id, done });

function heard(feed: ListFeed<Item>): CollectionChange<Item>[] {
  const changes: CollectionChange<Item>[] = [];
  feed.on((change) => changes.push(change));
  return changes;
}

describe("a list that is told by its changes", () => {
  it("tells what is new, changed and gone, and nothing of what stays", () => {
    const feed = new ListFeed([item("a"), item("b"), item("c")]);
    const changes = heard(feed);
    feed.tell([item("a"), item("b", 1), item("d")]);
    expect(changes).toEqual([{ revision: 1, put: [item("b", 1), item("d")], removed: ["c"] }]);
    expect(feed.list()).toEqual({ revision: 1, items: [item("a"), item("b", 1), item("d")] });
  });

  it("tells nothing of the same once more", () => {
    const feed = new ListFeed([item("a")]);
    const changes = heard(feed);
    feed.tell([item("a")]);
    feed.tell([item("a", 1)]);
    feed.tell([item("a", 1)]);
    expect(changes.map(({ revision }) => revision)).toEqual([1]);
  });
});
