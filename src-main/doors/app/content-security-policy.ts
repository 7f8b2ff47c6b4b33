const production = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "img-src": "'self' data:",
  "font-src": "'self'",
  "connect-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "frame-ancestors": "'none'",
};

/** The policy of every page that we serve. `connect-src 'self'` is our own scheme: the window itself can reach no network. */
export const contentSecurityPolicy = Object.entries(production)
  .map(([directive, sources]) => `${directive} ${sources}`)
  .join("; ");
