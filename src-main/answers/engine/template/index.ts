export * from "./choose-form.ts";
export * from "./form.ts";
export { jinjaForm, readThinking, type TemplateTokens } from "./jinja-form.ts";
export * as knownForms from "./known-forms.ts";
export { templateLimits } from "./limits.ts";
