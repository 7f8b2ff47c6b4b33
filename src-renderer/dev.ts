/**
 * The window on made-up data, for design work in any browser: `npx vite src-renderer` and /dev.html. Not part of a
 * build. `?theme=light`, `?language=de`, `?machine=desktop|vulkan`, `?state=offline|empty|gated|loaded` choose what it shows.
 */
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import { type HardwareProfile, languageCodes } from "../src-shared/contract/index.ts";
import App from "./App.svelte";
import { BridgeError } from "./bridge/index.ts";
import {
  type Overrides,
  createFakeBridge,
  loadedEngine,
  sampleCuda,
  sampleDesktop,
  sampleLaptop,
  sampleModels,
  sampleSettings,
  sampleSummary,
} from "./bridge/fake/index.ts";

const query = new URLSearchParams(location.search);
const theme = query.get("theme");
const shown = query.get("state");
const offline = { code: "hub-offline", key: "kept", details: { message: "huggingface.co did not answer." } } as const;

const overrides: Record<string, Overrides> = {
  offline: {
    catalog: {
      search: async () => ({
        results: sampleModels.filter((model) => model.bundled).map(sampleSummary),
        next: null,
        source: "bundled",
        notice: offline,
      }),
    },
  },
  empty: { catalog: { search: async () => ({ results: [], next: null, source: "hub", notice: null }) } },
  gated: {
    catalog: {
      ladder: async () => {
        throw new BridgeError({
          code: "hub-gated",
          key: "kept",
          details: { message: "The Hub gives out no file of it yet." },
        });
      },
    },
  },
};

const machines: Record<string, HardwareProfile> = {
  desktop: sampleDesktop,
  // As a package finds it: without the engine's part for CUDA.
  vulkan: {
    ...sampleDesktop,
    gpus: sampleDesktop.gpus.map((gpu) => ({
      ...gpu,
      backend: "vulkan" as const,
      backendReasons: [{ key: "cuda-part-missing", figures: {} }],
    })),
  },
};

const target = document.getElementById("app");
if (!target) throw new Error("dev.html has no #app");

const bridge = createFakeBridge({
  state: {
    machine: machines[query.get("machine") ?? ""] ?? sampleLaptop,
    components: query.get("machine") === "vulkan" ? [sampleCuda] : [],
    settings: {
      ...sampleSettings,
      settings: {
        ...sampleSettings.settings,
        theme: theme === "light" || theme === "dark" ? theme : "system",
        language: languageCodes.find((code) => code === query.get("language")) ?? "system",
      },
    },
    ...(shown === "empty" ? { library: [], downloads: [] } : { engine: loadedEngine("v-gemma") }),
  },
  overrides: overrides[shown ?? ""] ?? {},
});
mount(App, { target, props: { bridge } });
