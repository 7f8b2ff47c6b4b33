import type { ComponentId } from "../../../src-shared/contract/index.ts";
import type { JournalEntry } from "../download/index.ts";

/** No repository of the Hub begins so. */
const scope = "@node-llama-cpp/";

/** What a component's download is called in the journal that it shares with the models'. */
export const componentRepository = (id: ComponentId): string => `${scope}${id}`;

export const isComponentDownload = ({ repository }: Pick<JournalEntry, "repository">): boolean =>
  repository.startsWith(scope);

export const componentOf = (repository: string): ComponentId => repository.slice(scope.length) as ComponentId;

/** A package's name without what all of them begin with. */
export const shortName = (packageName: string): string => packageName.slice(scope.length);
