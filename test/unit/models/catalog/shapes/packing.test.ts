import { describe, expect, it } from "vitest";
import { readLayers, writeLayers } from "../../../../../src-main/models/catalog/shapes/layer-list.ts";
import {
  packTensors,
  packedParameters,
  unpackTensors,
} from "../../../../../src-main/models/catalog/shapes/packed-tensors.ts";
import { readRuns, writeRuns } from "../../../../../src-main/models/catalog/shapes/run-lengths.ts";

describe("lists of layers", () => {
  it.each([["0"], ["0-2"], ["0-2,5,7-8"], [""]])("reads and writes %j", (text) => {
    expect(writeLayers(readLayers(text))).toBe(text);
  });

  it.each(["-1", "3-2", "0-9999", "a", "0,,1", "600"])("refuses %j", (text) => {
    expect(() => readLayers(text)).toThrow(RangeError);
  });
});

describe("lists of numbers", () => {
  it.each([[[]], [[8, 8, 8, 8, 8, 2]], [[0, 1, 0, 1]], [[7]]])("writes and reads %j", (values) => {
    expect(readRuns(writeRuns(values))).toEqual(values);
  });

  it("is short where values repeat", () => {
    expect(writeRuns([8, 8, 8, 8, 8, 2])).toBe("8*5,2");
  });

  it.each(["8*9999", "x", "1,", "-1", "1.5", "1*4000,2*4000"])("refuses %j", (text) => {
    expect(() => readRuns(text)).toThrow(RangeError);
  });
});

describe("packed tensors", () => {
  const tensors = [
    { name: "token_embd.weight", type: "Q6_K", shape: [64, 100] },
    { name: "rope_freqs.weight", type: "F32", shape: [8] },
    { name: "blk.0.attn_norm.weight", type: "F32", shape: [64] },
    { name: "blk.0.ffn_gate_inp.weight", type: "F32", shape: [64, 4] },
    { name: "blk.1.attn_norm.weight", type: "F32", shape: [64] },
    { name: "blk.1.ssm_a", type: "F32", shape: [1, 16] },
  ];

  it("keep names, dimensions, and what is F32 all the same", () => {
    const halves = tensors.map((tensor) => ({ ...tensor, type: tensor.type === "Q6_K" ? "F16" : "F32" }));
    const packed = packTensors(tensors);
    expect(unpackTensors(packed)).toEqual(expect.arrayContaining(halves));
    expect(unpackTensors(packed)).toHaveLength(tensors.length);
    expect(packed).toEqual({
      "": "rope_freqs.weight 8; token_embd.weight 64x100",
      "0": "ffn_gate_inp.weight 64x4 F32",
      "0-1": "attn_norm.weight 64",
      "1": "ssm_a 1x16 F32",
    });
  });

  it("count parameters without the position encoding's factors", () => {
    expect(packedParameters(packTensors(tensors))).toBe(64 * 100 + 64 + 64 * 4 + 64 + 16);
  });

  it.each(["a b", "a 4x4x4x4x4", "a 4 F16", "../a 4", "a 4;b 4", "a"])("refuse %j", (list) => {
    expect(() => unpackTensors({ "0": list })).toThrow(RangeError);
  });

  it("refuse more tensors than a file may have", () => {
    const list = Array.from({ length: 200 }, (_, i) => `t${String(i)} 1`).join("; ");
    expect(() => unpackTensors({ "0-500": list })).toThrow(RangeError);
  });
});
