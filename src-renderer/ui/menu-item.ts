import type { Component } from "svelte";

export interface MenuItem {
  label: string;
  icon?: Component<{ size?: number | string }>;
  /** Said after the label, smaller. */
  detail?: string;
  tone?: "neutral" | "bad";
  disabled?: boolean;
  onselect: () => void;
}
