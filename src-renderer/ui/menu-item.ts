import type { Component } from "svelte";

export interface MenuItem {
  label: string;
  icon?: Component<{ size?: number | string }>;
  /** After the label, in the fixed-width font. */
  mono?: string;
  /** A line above it: it begins another group. */
  apart?: boolean;
  /** Said after the label, smaller. */
  detail?: string;
  tone?: "neutral" | "bad";
  /** What holds now, of several that could; the icon shows it as well. */
  current?: boolean;
  disabled?: boolean;
  /** How far it is inside those above it, in steps. */
  level?: number;
  onselect?: () => void;
  /** A further menu of it, instead of `onselect`. */
  items?: readonly MenuItem[];
}
