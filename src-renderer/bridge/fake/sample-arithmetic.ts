import type { FitArithmetic, HardwareProfile, LadderRequest } from "../../../src-shared/contract/index.ts";
import { sampleLadder } from "./sample-ladder.ts";
import type { SampleModel } from "./sample-models.ts";

/** The lines behind one row of the sample's ladder. */
export function sampleArithmetic(
  model: SampleModel,
  request: LadderRequest,
  label: string,
  here: HardwareProfile,
): FitArithmetic | null {
  const fit = sampleLadder(model, request, here).report?.variants.find((one) => one.label === label);
  if (!fit?.memory || !fit.plan) return null;
  const { memory, plan } = fit;
  const bandwidth = request.machine?.memory.bandwidthBytesPerSecond ?? here.memory.bandwidthBytesPerSecond ?? 40e9;
  const { contextTokens } = plan;
  return {
    weights: [
      { type: "Q4_K", bytes: Math.round(memory.weightsBytes * 0.78) },
      { type: "Q6_K", bytes: Math.round(memory.weightsBytes * 0.219) },
      { type: "F32", bytes: Math.round(memory.weightsBytes * 0.001) },
    ],
    cache: [
      {
        layers: model.layers,
        heads: { count: model.kvElements / 256, keyLength: 128, valueLength: 128 },
        numbersPerToken: model.kvElements,
        cells: contextTokens,
        sliding: false,
        bytesPerNumber: memory.kvBytes / (model.layers * model.kvElements * contextTokens),
        bytes: memory.kvBytes,
      },
    ],
    speed: memory.devices
      .filter((device) => device.needBytes > 0)
      .map((device) => ({
        device: device.name,
        readBytes: [device.weightsBytes + device.kvBytes / 2, device.weightsBytes + device.kvBytes / 10],
        bytesPerSecond: [bandwidth * 0.55, bandwidth * 0.8],
        bandwidthBytesPerSecond: bandwidth,
      })),
    tokenSeconds: [0.004, 0.0015],
    limits: memory.devices.map((device) => ({
      device: device.name,
      freeBytes: device.budgetBytes + 0.6e9,
      reserveBytes: 0.6e9,
      sharedBytes: 0,
      budgetBytes: device.budgetBytes,
    })),
  };
}
