export { callInputs } from "./call-inputs.ts";
export { searchQuerySchema } from "./catalog.ts";
export { conversationSettingsChangeSchema, conversationSettingsSchema } from "./chat.ts";
export { machineInputSchema } from "./machine.ts";
export { savePresetSchema } from "./presets.ts";
export { savePromptSchema } from "./prompts.ts";
export { repositoryIdSchema } from "./repository-id.ts";
export { settingsBounds, settingsPatchSchema, settingsSchema } from "./settings.ts";
export { inputError } from "./input-error.ts";
