// jsdom has no Web Animations; Svelte's transitions ask for them.
Element.prototype.animate ??= () =>
  ({
    cancel: () => undefined,
    finish: () => undefined,
    finished: Promise.resolve(),
    onfinish: null,
  }) as unknown as Animation;
