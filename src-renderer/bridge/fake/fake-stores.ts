import type { InstalledVariant, Job, LinkedModels } from "../../../src-shared/contract/index.ts";
import type { Api } from "../create-bridge.ts";
import type { FakeJobs } from "./fake-jobs.ts";
import type { FakeNews } from "./fake-news.ts";
import type { FakeState } from "./fake-state.ts";
import { sampleLibrary } from "./sample-store.ts";

/** What other programs keep, in main's place. */
export function fakeStores(state: FakeState, news: FakeNews<InstalledVariant>, jobs: FakeJobs): Api["stores"] {
  const add = (name: string): LinkedModels["added"][number] | null => {
    const [like] = sampleLibrary;
    if (!like) return null;
    const addedAt = Math.max(0, ...state.library.map((one) => one.addedAt)) + 1;
    const own = { id: `v-${name}`, name, repository: null, variantKey: null, repositoryPath: null, commit: null };
    state.library = [{ ...like, ...own, addedAt, imported: true }, ...state.library];
    news.tell({ put: state.library.slice(0, 1) });
    return { variantId: own.id, name };
  };
  const link = (names: () => readonly string[], models: number | null): Job<"link"> =>
    jobs.start("link", { models }, null, () => ({
      added: names().flatMap((name) => add(name) ?? []),
      refused: [],
    }));
  return {
    look: async () => state.elsewhere,
    scan: async () => state.foundModels,
    use: async ({ ids }) =>
      link(() => {
        const { found } = state.foundModels;
        const wanted = found.filter(({ id, inLibrary, runs }) => (ids?.includes(id) ?? true) && runs && !inLibrary);
        state.foundModels = {
          ...state.foundModels,
          found: found.map((one) => (wanted.includes(one) ? { ...one, inLibrary: true } : one)),
        };
        state.elsewhere = { programs: [], partial: false };
        return wanted.map(({ name }) => name);
      }, ids?.length ?? null),
    drop: async ({ files }) => link(() => files.map((file) => (file as { name: string }).name), files.length),
  };
}
