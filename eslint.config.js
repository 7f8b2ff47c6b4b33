import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

/** What a folder that must run anywhere would find in a window or in Node, and must not use. */
const surroundings = [...new Set([...Object.keys(globals.browser), ...Object.keys(globals.node)])]
  .filter((name) => !(name in globals.builtin))
  // In every runtime, and harmless.
  .filter(
    (name) =>
      !["AbortController", "AbortSignal", "TextDecoder", "TextEncoder", "URL", "structuredClone"].includes(name),
  )
  // Ordinary words that are also window properties; a missing declaration is the compiler's to find.
  .filter(
    (name) =>
      !/^(name|status|length|top|parent|self|origin|event|close|open|stop|find|print|focus|blur|scroll|screen|history|performance)$/.test(
        name,
      ),
  );

const onlyTheBridge = {
  selector: "MemberExpression[property.name='api'][object.name=/^(window|globalThis)$/]",
  message: "Only src-renderer/bridge talks to window.api.",
};
const noStyleAttribute = {
  selector: "SvelteAttribute[key.name='style']",
  message: "The content-security policy refuses a style attribute: use a class, or `style:property={...}`.",
};
const noHtmlStrings = {
  selector:
    "AssignmentExpression > MemberExpression[property.name=/^(inner|outer)HTML$/], CallExpression > MemberExpression[property.name='insertAdjacentHTML']",
  message: "Text becomes elements through Svelte or the Markdown pipeline, never through HTML strings.",
};

/** Two words, or one beside a figure. */
const wordsInARow = "/[A-Za-z]{2,}[.,:;!?]* | [A-Za-z]{2,}/";
const sayByKey = "What people read is in src-shared/words: say it by its key, with its figures.";
const noSentence = {
  selector: `:matches(Literal[value=${wordsInARow}], TemplateElement[value.cooked=${wordsInARow}])`,
  message: sayByKey,
};
/** A capital letter and two more words after its own, or words that end with a full stop, a question or an exclamation mark. */
const wholeSentence = "/^\\s*[A-Z][a-z']*,?(?: [a-z']+(?!\\w),?){2,}|[A-Za-z']{2,},? [a-z']{2,}[.!?](?:\\s|$)/";
/**
 * What no person reads as Bitloft's: the message of an error that no key carries (a fault of ours, or Jinja's own), a line of the log, SQL,
 * and a text that is tagged as written for a model.
 */
const notForPeople = [
  "NewExpression[callee.name=/(?:Error|Undefined)$/] >",
  "CallExpression[callee.name=/Error$/] >",
  "CallExpression[callee.property.name=/^(?:debug|info|warn|error)$/] >",
  "CallExpression[callee.property.name=/^(?:exec|prepare|pragma)$/] >",
].flatMap((position) => [`${position} Literal`, `${position} TemplateLiteral > TemplateElement`]);
const noWholeSentence = {
  selector: `:matches(Literal[value=${wholeSentence}], TemplateElement[value.cooked=${wholeSentence}]):not(:matches(${[...notForPeople, "TaggedTemplateExpression TemplateElement", "ImportDeclaration > Literal"].join(", ")}))`,
  message: sayByKey,
};

/** A word; the product's own name is the same in every language. */
const word = "/(?!Bitloft\\b)\\b\\p{L}{2,}/u";
const sayIt = "What people read is in src-shared/words: take it from `getLanguage().words`.";
/** Texts that are shown or read out, by the names that attributes and options have here. */
const shownNames =
  "/^(aria-label|aria-valuetext|alt|title|label|text|hint|error|placeholder|unit|detail|description)$/";
const noMarkupText = { selector: `:not(SvelteStyleElement) > SvelteText[value=${word}]`, message: sayIt };
const noAttributeText = {
  selector: `SvelteAttribute[key.name=${shownNames}] > SvelteLiteral[value=${word}]`,
  message: sayIt,
};
/** A text that an expression gives: `open ? "less" : "more"`, `name ?? "A model"`, `${count} more`. */
const givenText = `:matches(SvelteMustacheTag > Literal[value=${word}], ConditionalExpression > Literal[value=${word}], LogicalExpression > Literal[value=${word}], TemplateElement[value.cooked=${word}])`;
const noGivenText = {
  selector: `:matches(SvelteAttribute[key.name=${shownNames}], :not(:matches(SvelteAttribute, SvelteStyleDirective))) > SvelteMustacheTag ${givenText}, SvelteAttribute[key.name=${shownNames}] > SvelteMustacheTag > Literal[value=${word}]`,
  message: sayIt,
};
const noNamedText = {
  selector: `Property[key.name=${shownNames}] > :matches(Literal[value=${word}], TemplateLiteral > TemplateElement[value.cooked=${word}], ConditionalExpression > Literal[value=${word}])`,
  message: sayIt,
};
/** Two words, not in brackets as a media query is; in a template also one beside a figure. */
const wordsTogether = "^(?!\\().*\\p{L}{2,}[.,:;!?]* \\p{L}{2,}";
const besideFigure = "^ ?(?!Bitloft\\b)\\p{L}{2,}[.,:;!?]* $|^ (?!Bitloft\\b)\\p{L}{2,}[.,:;!?]* ?$";
/** What a developer reads where the window is wrong about itself is no sentence for people, and neither are classes. */
const noWindowSentence = {
  selector: `:matches(Literal[value=/${wordsTogether}/u], TemplateElement[value.cooked=/${wordsTogether}|${besideFigure}/u]):not(NewExpression[callee.name='Error'] *):not(SvelteAttribute[key.name='class'] *)`,
  message: sayIt,
};
/** Rooms of the window that have no text in one language any more. */
const inEveryLanguage = ["App.svelte", "shell/**", "ui/**", "markdown/**", "features/**"].map(
  (path) => `src-renderer/${path}`,
);

export default ts.config(
  { ignores: ["node_modules/", "out/", "dist/", "resources/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.svelte", "**/*.svelte.ts"],
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname, extraFileExtensions: [".svelte"] },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "inline-type-imports", disallowTypeAnnotations: false },
      ],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // A call for its effect may stand where a value could; `void` marks what an effect depends on.
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/no-meaningless-void-operator": "off",
      // Spreading a text gives its code points, which is what is wanted where it is done.
      "@typescript-eslint/no-misused-spread": "off",
      // An empty environment variable counts as none.
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
      // An interface and a type are chosen by what reads better.
      "@typescript-eslint/consistent-type-definitions": "off",
      // It does not see that a callback may have set a variable meanwhile.
      "@typescript-eslint/no-unnecessary-condition": "off",
      // `async` turns a throw into a rejection, which is what an interface of promises wants.
      "@typescript-eslint/require-await": "off",
      // For main alone, below: in the window and in tests an interface is met by object literals and closures, which need no `this`.
      "@typescript-eslint/unbound-method": "off",
      // `as string` after a check that the compiler cannot see is no better than `!`.
      "@typescript-eslint/non-nullable-type-assertion-style": "off",
      "@typescript-eslint/no-unsafe-enum-comparison": "off",
      // `env["NAME"]` and `env.NAME` are equally clear.
      "@typescript-eslint/dot-notation": "off",
      "no-console": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  ...svelte.configs.recommended,
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      "svelte/no-at-html-tags": "error",
      "svelte/no-target-blank": "error",
      "svelte/button-has-type": "error",
      // svelte-check knows the types of a template better.
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      // Runes are declared with `let` and reassigned by the template.
      "prefer-const": "off",
      "svelte/prefer-const": ["error", { excludedRunes: ["$props", "$derived"] }],
    },
  },
  // More than five arguments are hard to keep in order: an object names them.
  { files: ["src-*/**/*.{ts,svelte}"], rules: { "@typescript-eslint/max-params": ["error", { max: 5 }] } },
  // A service may be a class; what is a function by itself says so by its type (`now: () => number`).
  { files: ["src-main/**/*.ts", "src-shared/**/*.ts"], rules: { "@typescript-eslint/unbound-method": "error" } },
  {
    files: ["src-renderer/**"],
    languageOptions: { globals: globals.browser },
    rules: { "no-restricted-syntax": ["error", onlyTheBridge, noStyleAttribute, noHtmlStrings] },
  },
  {
    files: inEveryLanguage,
    rules: {
      "no-restricted-syntax": [
        "error",
        onlyTheBridge,
        noStyleAttribute,
        noHtmlStrings,
        noMarkupText,
        noAttributeText,
        noGivenText,
        noNamedText,
        noWindowSentence,
      ],
    },
  },
  { files: ["src-renderer/bridge/**"], rules: { "no-restricted-syntax": ["error", noStyleAttribute, noHtmlStrings] } },
  {
    files: ["src-shared/**", "src-main/ground/{core,schemas,inputs}/**", "src-main/models/{capability,recommend}/**"],
    rules: { "no-restricted-globals": ["error", ...surroundings] },
  },
  {
    files: ["src-main/**/*.ts", "src-shared/{contract,figures}/**/*.ts"],
    rules: { "no-restricted-syntax": ["error", noWholeSentence] },
  },
  { files: ["src-main/models/{capability,recommend}/**"], rules: { "no-restricted-syntax": ["error", noSentence] } },
  {
    files: ["src-main/doors/app/{application-menu,electron-desktop}.ts"],
    rules: { "no-restricted-syntax": ["error", noSentence, noNamedText] },
  },
  {
    files: ["test/**"],
    rules: {
      "no-console": "off",
      // A test that is wrong about what is there fails, as it should.
      "@typescript-eslint/no-non-null-assertion": "off",
      // Stand-ins have nothing to do, and a helper may be awaited whether it must be or not.
      "@typescript-eslint/no-empty-function": "off",
      "@typescript-eslint/await-thenable": "off",
    },
  },
  // Of the keychain's calls only these exist in the development runtime too.
  { files: ["src-main/doors/app/keychain-vault.ts"], rules: { "@typescript-eslint/no-deprecated": "off" } },
  {
    files: ["**/*.{js,mjs,cjs}"],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
);
