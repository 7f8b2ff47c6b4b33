/** What jsdom lacks of a browser, for components that look at sizes. */
export function stubBrowser({ wide = true }: { wide?: boolean } = {}): void {
  window.matchMedia = (query: string) =>
    ({
      media: query,
      matches: query.includes("min-width") ? wide : false,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }) as unknown as MediaQueryList;
  window.ResizeObserver ??= class {
    observe = (): undefined => undefined;
    unobserve = (): undefined => undefined;
    disconnect = (): undefined => undefined;
  };
  Element.prototype.scrollIntoView ??= () => undefined;
  Element.prototype.hasPointerCapture ??= () => false;
}
