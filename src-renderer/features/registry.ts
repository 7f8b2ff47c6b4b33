import type { Component } from "svelte";
import BookOpen from "@lucide/svelte/icons/book-open";
import Columns from "@lucide/svelte/icons/columns-2";
import Compass from "@lucide/svelte/icons/compass";
import Cpu from "@lucide/svelte/icons/cpu";
import Download from "@lucide/svelte/icons/download";
import FlaskConical from "@lucide/svelte/icons/flask-conical";
import House from "@lucide/svelte/icons/house";
import Library from "@lucide/svelte/icons/library";
import MessageSquare from "@lucide/svelte/icons/message-square";
import Settings from "@lucide/svelte/icons/settings";
import type { ScreenId } from "../state/app.svelte.ts";

export interface Feature {
  /** `first-run` takes the whole window until the settings say that it is done. */
  id: ScreenId | "first-run";
  icon: Component<{ size?: number | string }>;
  /** `foot` is shown after the cards, `tray` is reached from its card alone. */
  place: "main" | "foot" | "tray" | "whole";
  /** Loaded when it is first opened, so that the window starts with one screen's code. */
  load: () => Promise<{ default: Component }>;
}

/** Every feature there is, in the sidebar's order. A feature adds its line here and is then in the sidebar. */
export const features: readonly Feature[] = [
  { id: "chat", icon: MessageSquare, place: "main", load: () => import("./chat/Chat.svelte") },
  { id: "discover", icon: Compass, place: "main", load: () => import("./discover/Discover.svelte") },
  { id: "library", icon: Library, place: "main", load: () => import("./library/Library.svelte") },
  { id: "compare", icon: Columns, place: "main", load: () => import("./compare/Compare.svelte") },
  { id: "lab", icon: FlaskConical, place: "main", load: () => import("./lab/Lab.svelte") },
  {
    id: "computer",
    icon: Cpu,
    place: "main",
    load: () => import("./computer/Computer.svelte"),
  },
  {
    id: "downloads",
    icon: Download,
    place: "tray",
    load: () => import("./downloads/Downloads.svelte"),
  },
  { id: "learn", icon: BookOpen, place: "foot", load: () => import("./learn/Learn.svelte") },
  {
    id: "settings",
    icon: Settings,
    place: "foot",
    load: () => import("./settings/Settings.svelte"),
  },
  { id: "first-run", icon: House, place: "whole", load: () => import("./first-run/FirstRun.svelte") },
];
