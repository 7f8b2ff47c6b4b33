/**
 * Options that this version's engine takes beyond those of every version. node-llama-cpp 3.21.1 hands llama.cpp neither
 * `tensor_buft_overrides` nor `use_extra_bufts`: experts follow their layer, and weights on the CPU are repacked.
 */
export const engineAbilities = { expertsOnCpu: false, repackOff: false } as const;
