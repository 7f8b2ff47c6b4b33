import type { Options as Schema } from "rehype-sanitize";

/**
 * All that an answer may be made of. Raw HTML never gets here (the parser does not know it); this is the second lock, on
 * what our own plugins make.
 */
export const answerSchema: Schema = {
  tagNames: [
    ...["p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "del", "br", "hr"],
    ...["table", "thead", "tbody", "tr", "th", "td", "a", "img", "input", "sup", "sub", "span", "div"],
  ],
  attributes: {
    a: ["href"],
    // Never an element with `src`: the renderer shows a placeholder in its place.
    img: ["alt", "src", "title"],
    code: [["className", /^language-[\w+#.-]{1,30}$/]],
    ol: ["start"],
    li: [["className", "task-list-item"]],
    input: [["type", "checkbox"], ["disabled", true], "checked"],
    th: [["align", "left", "center", "right"]],
    td: [["align", "left", "center", "right"]],
    span: [["dataMath", "inline", "display"]],
    div: [["className", "footnote"]],
  },
  required: { input: { type: "checkbox", disabled: true } },
  protocols: { href: ["https", "mailto"], src: ["https"] },
  ancestors: { li: ["ol", "ul"], tr: ["table"], td: ["table"], th: ["table"], thead: ["table"], tbody: ["table"] },
  strip: ["script", "style"],
  clobber: [],
  allowComments: false,
  allowDoctypes: false,
};

const mathElements = [
  ...[
    "math",
    "semantics",
    "mrow",
    "mi",
    "mn",
    "mo",
    "ms",
    "mtext",
    "mspace",
    "msup",
    "msub",
    "msubsup",
    "mfrac",
    "msqrt",
  ],
  ...["mroot", "mover", "munder", "munderover", "mtable", "mtr", "mtd", "mlabeledtr", "mstyle", "mpadded", "mphantom"],
  ...["menclose", "mmultiscripts", "mprescripts", "none", "merror"],
];

/** What KaTeX's MathML may be made of: no links, no images, no styles. */
export const mathSchema: Schema = {
  tagNames: mathElements,
  attributes: {
    "*": [
      ...["display", "mathvariant", "stretchy", "fence", "separator", "accent", "accentunder", "lspace"],
      ...["rspace", "minsize", "maxsize", "largeop", "movablelimits", "symmetric", "linethickness", "displaystyle"],
      ...["scriptlevel", "columnalign", "columnspacing", "rowspacing", "columnlines", "rowlines", "width", "height"],
      ...["depth", "voffset", "notation", "mathsize", "linebreak", "side", "form", "mathcolor", "mathbackground"],
    ],
  },
  // The TeX source that KaTeX puts beside its MathML.
  strip: ["annotation", "mglyph", "script", "style"],
  clobber: [],
  protocols: {},
  ancestors: {},
  required: {},
};
