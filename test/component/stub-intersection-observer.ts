const nothing = (): void => undefined;

/** jsdom lays nothing out, so nothing ever comes into view. */
export function stubIntersectionObserver(): void {
  globalThis.IntersectionObserver ??= class {
    readonly observe = nothing;
    readonly unobserve = nothing;
    readonly disconnect = nothing;
  } as unknown as typeof IntersectionObserver;
}
