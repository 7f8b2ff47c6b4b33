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
  disabled?: boolean;
  onselect: () => void;
}
