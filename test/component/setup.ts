import { configure } from "@testing-library/svelte";
import userEvent, { PointerEventsCheckLevel } from "@testing-library/user-event";
import { patienceMs } from "../patience.ts";
import { InProcessWorker } from "./in-process-worker.ts";

configure({ asyncUtilTimeout: patienceMs });

// A menu that closes holds the pointer for some milliseconds more, which no person notices: a test would have to wait for it after each.
const { setup } = userEvent;
Object.assign(userEvent, {
  setup: (options: Parameters<typeof setup>[0]) =>
    setup({ pointerEventsCheck: PointerEventsCheckLevel.Never, ...options }),
});

// jsdom has no workers: what the window gives to one is done beside the test.
globalThis.Worker ??= InProcessWorker as unknown as typeof Worker;

// jsdom has no Web Animations; Svelte's transitions ask for them.
Element.prototype.animate ??= () =>
  ({
    cancel: () => undefined,
    finish: () => undefined,
    finished: Promise.resolve(),
    onfinish: null,
  }) as unknown as Animation;

// jsdom lays nothing out, so there is nowhere to scroll to.
Element.prototype.scrollIntoView ??= () => undefined;
