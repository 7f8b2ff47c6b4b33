import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { type EventName, type Events, type StepDown, eventNames } from "../../../src-shared/contract/index.ts";
import { createFakeBridge, sampleCuda, sampleFound, sampleModels } from "../../../src-renderer/bridge/fake/index.ts";
import type { Bridge } from "../../../src-renderer/bridge/index.ts";
import { testAuthority } from "../../fixtures/certificates.ts";
import { bridgeToServices } from "../../fixtures/bridge-to-services.ts";
import { scriptedModel, writeGguf } from "../../fixtures/index.ts";
import { keptError } from "../../fixtures/kept-error.ts";
import { foreignFile } from "../../fixtures/import-conversations.ts";
import { openServices } from "../../fixtures/open-services.ts";
import { startHub } from "../../hub/index.ts";

export type Told = { [E in EventName]: { event: E; payload: Events[E] } }[EventName];

/** A bridge with a main behind it, real or made up. */
export interface Side {
  bridge: Bridge;
  /** Everything that was reported so far, in order. */
  told: Told[];
  /** A repository on the Hub, and a variant of it that can be fetched. */
  repository: string;
  variant: string;
  /** In the library; it can chat. */
  installedId: string;
  /** A file of another program's conversations, as the page's script hands it on. */
  droppedFile: unknown;
  /** Has the person choose a file in the system's dialog. */
  pickFile(): void;
  /** As `pickFile`, a folder for new models. */
  pickFolder(): void;
  /** Adds this many variants to the library. */
  install(count: number): Promise<void>;
  /** Has another program keep a model that runs. */
  keepElsewhere(): void;
  /** Has main ask whether a smaller plan shall be loaded. */
  ask(): void;
  close(): Promise<void>;
}

const smallerPlan: StepDown = {
  variantId: "v",
  plan: {},
  reason: keptError("out-of-memory", "No room."),
  next: { changes: [], variantId: "v", plan: {} },
};
/** As little as the library takes for a model. */
function smallestModel(path: string, name: string): void {
  const metadata = {
    "general.architecture": "llama",
    "general.name": name,
    "general.file_type": 0,
    "llama.block_count": 1,
    "llama.context_length": 512,
    "llama.embedding_length": 64,
    "llama.feed_forward_length": 64,
    "llama.attention.head_count": 1,
  };
  writeGguf(path, { metadata, tensors: [{ name: "token_embd.weight", shape: [64, 32], type: "F32" }] });
}

const neverAborted = new AbortController().signal;

function hear(bridge: Bridge): Told[] {
  const told: Told[] = [];
  for (const event of eventNames) bridge.on(event, (payload) => told.push({ event, payload } as Told));
  return told;
}

/** The services on a separate folder, with the stand-in for the Hub and the engine itself. */
export async function openReal(): Promise<Side> {
  const folder = mkdtempSync(join(tmpdir(), "bitloft-conformance-"));
  const hub = await startHub();
  const services = await openServices(folder, hub.url, { BITLOFT_NPM_REGISTRY: "http://127.0.0.1:9" });
  await services.restore();
  // One would come when its engine has the time, which the made-up bridge's has not.
  services.settings.patch({ titlesByModel: false });
  const model = (name: string): string => {
    const path = join(folder, name);
    scriptedModel(path, { say: ["One ", "two ", "three."] });
    return path;
  };
  const { id } = await services.library.importFile(model("installed.gguf"));
  let picked: string | null = null;
  let pickedFolder: string | null = null;
  /** Written last. */
  let presetFile: string | null = null;
  const conversationFile = foreignFile("chatgpt.json");
  services.requests.addDoor(() => true);
  const { bridge, close } = bridgeToServices(services, {
    pickGguf: () => Promise.resolve(picked),
    pickConversations: () => Promise.resolve([conversationFile]),
    pickMatrix: () => Promise.resolve(picked),
    pickText: () => Promise.resolve(picked),
    pickPresets: () => Promise.resolve(presetFile),
    pickExport(name, what) {
      const path = join(folder, name);
      if (what === "presets") presetFile = path;
      return Promise.resolve(path);
    },
    pickBackupPlace: () => Promise.resolve(join(folder, "backup.zip")),
    pickBackup: () => Promise.resolve(join(folder, "backup.zip")),
    pickCertificate() {
      const path = join(folder, "authority.pem.chosen");
      writeFileSync(path, testAuthority);
      return Promise.resolve(path);
    },
    askToOpen: () => Promise.resolve(true),
    reveal: () => undefined,
    pickFolder: () => Promise.resolve(pickedFolder),
    openFolder: () => Promise.resolve(),
  });
  return {
    bridge,
    told: hear(bridge),
    repository: "bitloft-test/Tiny-Random-Chat-GGUF",
    variant: "F16",
    installedId: id,
    droppedFile: conversationFile,
    pickFile: () => void (picked = model("picked.gguf")),
    pickFolder() {
      pickedFolder = join(folder, "picked");
      mkdirSync(pickedFolder, { recursive: true });
    },
    async install(count) {
      for (let index = 0; index < count; index++) {
        const path = join(folder, `another-${index}.gguf`);
        smallestModel(path, `Another ${index}`);
        await services.library.importFile(path);
      }
    },
    keepElsewhere() {
      const kept = join(folder, ".lmstudio", "models", "maker", "Kept-GGUF");
      mkdirSync(kept, { recursive: true });
      smallestModel(join(kept, "Kept-F32.gguf"), "Kept");
    },
    ask() {
      const act = (): Promise<void> => Promise.resolve();
      services.requests.ask("step-down", smallerPlan, act, neverAborted).catch(() => undefined);
    },
    async close() {
      await close();
      await services.dispose();
      await hub.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What the window's tests stand on. `hasComponents`: whether parts of the engine are offered for this kind of computer. */
export function openFake(hasComponents: boolean): Side {
  const bridge = createFakeBridge({
    state: {
      ...{ downloads: [], components: hasComponents ? [sampleCuda] : [] },
      ...{ pickedConversations: ["chatgpt.json"], exportName: "exported", wordMs: 1 },
      ...{ backupName: "backup.zip", pickedBackup: { createdAt: 1, appVersion: "0.1.0", attachments: 0 } },
    },
  });
  const [variant] = bridge.state.library;
  const [model] = sampleModels;
  if (!variant || !model) throw new Error("the sample has nothing in it");
  return {
    bridge,
    told: hear(bridge),
    repository: model.repository,
    variant: "Q4_K_M",
    installedId: variant.id,
    droppedFile: { name: "chatgpt.json" },
    pickFile: () => void (bridge.state.pickedFile = "picked.gguf"),
    pickFolder: () => void (bridge.state.pickedFolder = "/media/ada/models"),
    install(count) {
      const added = Array.from({ length: count }, (_, index) => {
        const name = `another-${index}`;
        return { ...variant, id: `v-${name}`, name, addedAt: variant.addedAt + 1 + Math.floor(index / 3) };
      });
      bridge.changeLibrary([...bridge.state.library, ...added]);
      return Promise.resolve();
    },
    keepElsewhere: () =>
      void (bridge.state.foundModels = { found: sampleFound.found.slice(0, 1), problems: [], partial: false }),
    ask: () => bridge.ask({ id: "r-1", kind: "step-down", about: smallerPlan, askedAt: 1 }),
    close: () => Promise.resolve(),
  };
}

/** Waits until a matching event arrives. */
export async function told<E extends EventName>(
  side: Side,
  event: E,
  isIt: (payload: Events[E]) => boolean,
): Promise<Events[E]> {
  return vi.waitFor(() => {
    const found = side.told.find((one) => one.event === event && isIt(one.payload as Events[E]));
    if (!found) throw new Error(`${event} was not told so`);
    return found.payload as Events[E];
  });
}
