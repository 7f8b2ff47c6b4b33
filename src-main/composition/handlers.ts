import { access, constants, mkdir } from "node:fs/promises";
import type { AppInfo, EventName, Events, Handlers, LadderRequest } from "../../src-shared/contract/index.ts";
import { DisposableStore, type Dispose, appError } from "../ground/core/index.ts";
import { commonMachines } from "../ground/hardware/index.ts";
import { inspectFile } from "../models/library/index.ts";
import type { RepositorySubject } from "../models/planning/index.ts";
import { applyOverrides, deviceLimits } from "../models/recommend/index.ts";
import { createBackupHandlers } from "./backup-handlers.ts";
import { createChatFileHandlers } from "./chat-file-handlers.ts";
import { createCompareHandlers } from "./compare-handlers.ts";
import type { Desktop } from "./desktop.ts";
import { createModelFolderHandlers } from "./model-folder-handlers.ts";
import { createChatHandlers } from "./chat-handlers.ts";
import { createLabHandlers } from "./lab-handlers.ts";
import { createPresetFileHandlers } from "./preset-file-handlers.ts";
import type { Services } from "./services.ts";
import { settled } from "./settled.ts";

/** As many as a screen or two show. */
const libraryPageSize = 100;
const openableProtocols = new Set(["https:", "mailto:"]);

/** The contract's calls on the services. */
export function createHandlers(
  services: Services,
  desktop: Desktop,
  info: Omit<AppInfo, "databaseNotice">,
): Handlers<AbortSignal> {
  const {
    settings,
    hardware,
    catalog,
    planning,
    backends,
    components,
    downloads,
    library,
    libraryJobs,
    stores,
    jobs,
    requests,
    loader,
    sessions,
    chat,
    presets,
    prompts,
  } = services;
  const opened = async ({ repository, offline }: LadderRequest, signal: AbortSignal): Promise<RepositorySubject> => {
    const subject = await planning.open({ kind: "repository", repository, offline }, signal);
    // What is known already is opened whatever has become of the call.
    signal.throwIfAborted();
    return subject;
  };
  return {
    app: {
      info: () => Promise.resolve({ ...info, databaseNotice: services.databaseNotice }),
      async openLink({ url }) {
        if (!URL.canParse(url) || !openableProtocols.has(new URL(url).protocol)) {
          throw appError("invalid-input", "other-link");
        }
        return { opened: await desktop.askToOpen(new URL(url).href) };
      },
      ready: () => Promise.resolve(null),
    },
    machine: {
      get: () => hardware.get(),
      refresh: () => backends.lookAgain(),
      measureBandwidth: () => hardware.measureBandwidth(),
      common: () => Promise.resolve([...commonMachines]),
      limits: async () => {
        const { machineOverrides, memoryReserveBytes } = settings.get();
        return deviceLimits(applyOverrides(await hardware.get(), machineOverrides), memoryReserveBytes);
      },
    },
    catalog: {
      search: (query, signal) => catalog.search(query, signal),
      ladder: async (request, signal) => (await opened(request, signal)).ladder(request),
      fits: ({ repositories, machine }, signal) => planning.listFits(repositories, machine, signal),
      explain: async (request, signal) =>
        (await opened({ ...request, offline: false }, signal)).explain(request.variant, request),
      frontier: async (request, signal) => (await opened(request, signal)).frontier(request),
      suggest: (request, signal) => planning.suggest(request, signal),
      licence: ({ repository }) => catalog.licence(repository),
      check: async (request, signal) => (await opened(request, signal)).check(request, signal),
    },
    components: {
      list: () => Promise.resolve(components.list()),
      install: ({ id }) => components.install(id),
      pause: async ({ id }) => done(await components.pause(id)),
      remove: async ({ id }) => done(await components.remove(id)),
    },
    downloads: {
      list: () => Promise.resolve(downloads.collection()),
      start: (request) => downloads.start(request),
      place: ({ id, beforeId }) => settled(() => done(downloads.place(id, beforeId))),
      pause: async ({ id }) => done(await downloads.pause(id)),
      resume: async ({ id }) => done(await downloads.resume(id)),
      cancel: async ({ id }) => done(await downloads.cancel(id)),
      clear: async () => done(await downloads.clear()),
    },
    library: {
      list({ cursor }) {
        // Drives come and go, and the command line may have changed the library meanwhile: report what is different.
        if (cursor === null) library.refreshSoon();
        return settled(() => library.page(cursor, libraryPageSize));
      },
      async import() {
        const path = await desktop.pickGguf();
        return path === null ? null : libraryJobs.importFile(path);
      },
      verify: ({ id }) => settled(() => libraryJobs.verify(id)),
      move: ({ id, folderId }) => settled(() => libraryJobs.move(id, folderId)),
      async remove({ id, confirmedBytes }) {
        // A delete that will be refused must not cost the loaded model.
        const agreed = library.get(id)?.sizeBytes === confirmedBytes;
        if (agreed) {
          await loader.release(id);
          await libraryJobs.leave(id);
        }
        return done(await library.remove(id, confirmedBytes));
      },
      updates: (_, signal) => services.findUpdates(signal),
      switch: ({ fromId, toId }) => settled(() => done(services.switchVariant(fromId, toId))),
      replace: async (wish) => done(await services.replaceVariant(wish)),
      review: () => services.reviewLibrary(),
      inspect({ id }, signal) {
        const [file] = library.files(id);
        if (file === undefined) throw appError("not-found", "variant", {});
        return inspectFile(file.path, signal);
      },
      reveal({ id }) {
        const variant = library.get(id);
        if (variant === null) throw appError("not-found", "variant", {});
        desktop.reveal(variant.path);
        return Promise.resolve(null);
      },
      fits: (request, signal) => planning.libraryFits(request, signal),
    },
    stores: {
      look: (_, signal) => stores.look(signal),
      scan: (_, signal) => stores.scan({ signal }),
      use: ({ ids }) => settled(() => stores.use({ ids })),
      drop: ({ files }) => settled(() => stores.useFrom(files)),
    },
    modelFolders: createModelFolderHandlers(services, desktop),
    engine: {
      state: () => Promise.resolve(sessions.state()),
      load: (request) => loader.load(request),
      cancelLoad: async () => done(await loader.cancel()),
      unload: async () => done(await loader.unload()),
      unloadSession: async ({ id }) => done(await sessions.end([id])),
    },
    lab: createLabHandlers(services, desktop),
    jobs: {
      list: () => Promise.resolve(jobs.list()),
      cancel: async ({ id }) => done(await jobs.cancel(id)),
      dismiss: ({ id }) => settled(() => done(jobs.dismiss(id))),
    },
    requests: {
      list: () => Promise.resolve(requests.list()),
      answer: async (answer) => done(await requests.answer(answer)),
    },
    chat: createChatHandlers(chat),
    compare: createCompareHandlers(services.comparisons, desktop),
    prompts: {
      list: () => settled(() => prompts.list()),
      save: (input) => settled(() => prompts.save(input)),
      remove: ({ id }) => settled(() => done(prompts.remove(id))),
    },
    presets: {
      list: () => settled(() => presets.list()),
      save: (input) => settled(() => presets.save(input)),
      remove: ({ id }) => settled(() => done(presets.remove(id))),
      profile: ({ id }) => presets.profile(id),
      choose: async ({ variantId, preset }) => presets.choose(variantId, preset),
    },
    presetFiles: createPresetFileHandlers(services, desktop),
    chatFiles: createChatFileHandlers(services, desktop),
    backup: createBackupHandlers(services, desktop),
    ledger: {
      list: ({ limit }) => services.ledger.view(limit),
    },
    settings: {
      get: () => Promise.resolve(settings.view()),
      patch: (patch) => Promise.resolve(settings.patch(patch)),
      async chooseAuthority() {
        const path = await desktop.pickCertificate();
        return path === null ? null : settings.takeAuthority(path);
      },
      removeAuthority: () => settled(() => settings.removeAuthority()),
      setProxyPassword: ({ password }) => Promise.resolve(settings.setProxyPassword(password)),
      setHubToken: ({ token }) => Promise.resolve(settings.setHubToken(token)),
      async openModelsFolder() {
        const folder = settings.modelsFolder();
        // Before the first download there is none.
        await mkdir(folder, { recursive: true }).catch((error: unknown) => {
          throw appError("disk-failed", "models-folder", { reason: String(error) }, { cause: error });
        });
        return done(await desktop.openFolder(folder));
      },
      async chooseModelsFolder() {
        const folder = await desktop.pickFolder(settings.modelsFolder());
        if (folder === null) return null;
        await access(folder, constants.W_OK).catch((error: unknown) => {
          throw appError("disk-failed", "models-folder", { reason: String(error) }, { cause: error });
        });
        return settings.setModelsFolder(folder);
      },
    },
  };
}

function done(_: unknown): null {
  return null;
}

/** Every service's news as the contract's events. */
export function forwardEvents(
  services: Services,
  send: <E extends EventName>(event: E, payload: Events[E]) => void,
): Dispose {
  const { settings, hardware, components, downloads, library, jobs, requests, sessions, chat, presets, prompts } =
    services;
  const store = new DisposableStore();
  store.add(settings.onChange((view) => send("settings", view)));
  store.add(hardware.onChange((profile) => send("machine", profile)));
  store.add(components.onChange((list) => send("components", list)));
  store.add(downloads.onChanges((change) => send("downloads", change)));
  store.add(library.onChange((change) => send("library", change)));
  store.add(jobs.onChange((change) => send("jobs", change)));
  store.add(requests.onChange((change) => send("requests", change)));
  store.add(sessions.onChange((state) => send("engine", state)));
  store.add(chat.onDelta((delta) => send("chatDelta", delta)));
  store.add(chat.onChanged((change) => send("chatChanged", change)));
  store.add(chat.onConversations((change) => send("conversations", change)));
  store.add(services.comparisons.onChange((change) => send("comparisons", change)));
  store.add(services.comparisons.onDelta((delta) => send("comparisonDelta", delta)));
  store.add(presets.onChange((all) => send("presets", all)));
  store.add(prompts.onChange((all) => send("prompts", all)));
  store.add(chat.folders.onChange((view) => send("conversationFolders", view)));
  store.add(services.backups.onProgress((progress) => send("backupProgress", progress)));
  store.add(services.ledger.onChange((view) => send("ledger", view)));
  return () => store.dispose();
}
