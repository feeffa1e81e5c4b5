/** Where the documentation is: the one page among the answers, and the only one that a person opens by its address. */
export const DOCS = '/docs';

/** For swagger-ui: everything from this server; it sets styles on its elements. */
export const DOCS_POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'font-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};
