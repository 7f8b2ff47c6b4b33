import { type Catalog, readLabel } from "../models/catalog/index.ts";
import type { RepositoryVariant } from "../../src-shared/contract/index.ts";
import { variantKey } from "../../src-shared/figures/index.ts";
import { AppError } from "../ground/core/index.ts";
import type { Downloads } from "../models/download/index.ts";
import type { DownloadDesk } from "./services.ts";

/** By its key, else by a name that one variant alone has: with what its header knew, or as the file itself is called. */
function meant(variants: readonly RepositoryVariant[], wanted: string): RepositoryVariant | undefined {
  const text = wanted.toLowerCase();
  const byKey = variants.find(({ key }) => key.toLowerCase() === text);
  if (byKey !== undefined) return byKey;
  const named = variants.filter((variant) => {
    const { modifiers, label } = readLabel(variant.files[0]?.path ?? "");
    return [variantKey(variant.modifiers, variant.label), variantKey(modifiers, label ?? "")].some(
      (name) => name.toLowerCase() === text,
    );
  });
  return named.length === 1 ? named[0] : undefined;
}

/** Looks the variant up on the Hub, pins its commit, and hands it to the downloads. */
export function createDownloadDesk(downloads: Downloads, catalog: Catalog): DownloadDesk {
  return {
    list: () => downloads.list(),
    pause: (id) => downloads.pause(id),
    resume: (id) => downloads.resume(id),
    cancel: (id) => downloads.cancel(id),
    clear: () => downloads.clear(),
    settled: (id) => downloads.settled(id),
    onChange: (listener) => downloads.onChange(listener),

    async start({ repository, variant: wanted }) {
      const detail = await catalog.detail(repository);
      if (detail.source === "bundled" || detail.commit === null) {
        throw new AppError(
          (detail.notice?.code as AppError["code"] | undefined) ?? "hub-offline",
          detail.notice?.message ??
            "The Hub does not answer, so nothing can be downloaded now. Try again when you are online.",
        );
      }
      const variant = meant(detail.variants, wanted);
      if (variant === undefined) {
        const there = detail.variants.map((candidate) => candidate.key).join(", ");
        const missing = detail.notice?.code === "incomplete-model" ? ` ${detail.notice.message}` : "";
        throw new AppError(
          "not-found",
          `${repository} has no variant ${wanted}. It has: ${there || "none"}.${missing}`,
          {
            repository,
          },
        );
      }
      if (!variant.complete) {
        throw new AppError(
          "incomplete-model",
          variant.note ?? "A part of this variant is missing on the Hub. Choose another one.",
        );
      }
      if (!variant.runs) {
        throw new AppError(
          "unsupported-model",
          variant.note ?? "The engine cannot run this variant. Choose another one.",
        );
      }
      await catalog.requireModel(detail, variant);
      return downloads.start({
        repository: detail.repository,
        commit: detail.commit,
        variantKey: variant.key,
        label: variant.label,
        modifiers: variant.modifiers,
        files: variant.files,
      });
    },
  };
}
