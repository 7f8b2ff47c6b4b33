import { ggufHeaderBytes } from "../fixtures/index.ts";
import { bufferBody, seededBody } from "./bodies.ts";
import { ggufBody, lazyBody, shardBodies, smallModel } from "./model-bodies.ts";
import { type Repository, type RepositoryFile, largeFile, repository, textFile } from "./repository.ts";

const smallFile = (path: string, label: string, seed = path): RepositoryFile =>
  largeFile(path, ggufBody(seed, smallModel(label)));
const smallGguf = { total: 3_800_000, architecture: "llama", context_length: 4096 };
const readme = textFile("README.md", "# A sample\n\nFor tests.\n");

/** One repository per case that a client has to get right. Small, so that whole files can be transferred. */
export function oddRepositories(): Repository[] {
  const sample = (name: string, files: RepositoryFile[], more: Partial<Parameters<typeof repository>[0]> = {}) =>
    repository({ id: `bitloft-test/${name}`, files: [readme, ...files], gguf: smallGguf, ...more });
  return [
    sample(
      "normal-GGUF",
      ["Q8_0", "Q4_K_M", "Q2_K"].map((label) => smallFile(`sample-${label}.gguf`, label)),
    ),
    sample("three-shards-GGUF", [
      ...shards("sample-Q8_0", "Q8_0", [1, 2, 3]),
      smallFile("sample-Q4_K_M.gguf", "Q4_K_M"),
    ]),
    sample("missing-shard-GGUF", [...shards("sample-Q8_0", "Q8_0", [1, 3]), smallFile("sample-Q4_K_M.gguf", "Q4_K_M")]),
    sample("mmproj-GGUF", [
      smallFile("sample-Q4_K_M.gguf", "Q4_K_M"),
      smallFile("mmproj-sample-f16.gguf", "F16"),
      largeFile("sample.imatrix", seededBody("imatrix", 50_000)),
    ]),
    sample("unsloth-style-GGUF", [
      smallFile("sample-UD-Q4_K_XL.gguf", "Q4_K_M"),
      smallFile("sample-UD-Q2_K_XL.gguf", "Q2_K"),
      smallFile("sample-MXFP4_MOE.gguf", "Q8_0"),
      smallFile("sample-Q4_K_M.gguf", "Q4_K_M"),
    ]),
    sample(
      "subfolders-GGUF",
      [
        ...shards("Q8_0/sample-Q8_0", "Q8_0", [1, 2, 3]),
        smallFile("Q4_K_M/model.gguf", "Q4_K_M"),
        smallFile("a/b/sample-Q2_K.gguf", "Q2_K"),
      ],
      { treePageSize: 2 },
    ),
    sample("gated-auto-GGUF", [smallFile("sample-Q4_K_M.gguf", "Q4_K_M")], { gated: "auto" }),
    sample("gated-manual-GGUF", [smallFile("sample-Q4_K_M.gguf", "Q4_K_M")], { gated: "manual" }),
    sample("private-GGUF", [smallFile("sample-Q4_K_M.gguf", "Q4_K_M")], { private: true }),
    sample("new-name-GGUF", [smallFile("sample-Q4_K_M.gguf", "Q4_K_M")], { formerIds: ["bitloft-test/old-name-GGUF"] }),
    sample("moved-branch-GGUF", [smallFile("sample-Q4_K_M.gguf", "Q4_K_M", "newer upload")], {
      history: [[readme, smallFile("sample-Q4_K_M.gguf", "Q4_K_M", "older upload")]],
    }),
    sample("over-4-GiB-GGUF", [largeFile("sample-F16.gguf", seededOver4GiB())]),
    hostilePaths(sample),
    sample("hostile-readme-GGUF", [textFile("README.md", hostileReadme), smallFile("sample-Q4_K_M.gguf", "Q4_K_M")]),
    sample("poisoned-template-GGUF", [
      largeFile("sample-Q4_K_M.gguf", ggufBody("poisoned", smallModel("Q4_K_M", { chatTemplate: poisonedTemplate }))),
    ]),
    sample("malformed-GGUF", malformedFiles()),
    repository({
      id: "bitloft-test/safetensors-only",
      files: [
        readme,
        textFile("config.json", "{}"),
        largeFile("model.safetensors", seededBody("safetensors", 100_000)),
      ],
    }),
    repository({
      id: "bitloft-test/sample-GPTQ",
      tags: ["text-generation", "gptq", "4-bit"],
      files: [
        readme,
        textFile("quantize_config.json", "{}"),
        largeFile("model.safetensors", seededBody("gptq", 100_000)),
      ],
    }),
  ];
}

function shards(prefix: string, label: string, present: number[]): RepositoryFile[] {
  const bodies = shardBodies("small shards", smallModel(label), 3);
  return present.map((index) => largeFile(`${prefix}-0000${index}-of-00003.gguf`, bodies[index - 1]!));
}

/** A sparse giant: a small model's header, and more bytes behind it than 32 bits can count. */
function seededOver4GiB() {
  return lazyBody(() => seededBody("over 4 GiB", 2 ** 32 + 123_456, Buffer.from(ggufHeaderBytes(smallModel("F16")()))));
}

function hostilePaths(sample: (name: string, files: RepositoryFile[]) => Repository): Repository {
  const paths = [
    "../outside-Q8_0.gguf",
    "a/../../outside-Q6_K.gguf",
    "/etc/outside-Q5_K_M.gguf",
    "..\\outside-Q5_0.gguf",
    "C:\\Windows\\outside-Q3_K_M.gguf",
    "C:outside-Q3_K_S.gguf",
    "\\\\server\\share\\outside-Q2_K.gguf",
    "nul\0byte-Q4_0.gguf",
    "line\nbreak-Q4_1.gguf",
    "a//b-Q5_1.gguf",
    "./dot-Q5_K_S.gguf",
    "sample-Q4_K_M.gguf:stream-Q6_K.gguf",
    `${"long/".repeat(300)}sample-IQ4_XS.gguf`,
  ];
  const body = ggufBody("hostile", smallModel("Q4_K_M"));
  return sample("hostile-paths-GGUF", [
    smallFile("sample-Q4_K_M.gguf", "Q4_K_M"),
    // Names that are only awkward: they are served, and mapped where they are stored.
    largeFile("con-Q8_0.gguf", body),
    largeFile("sample Q6_K with spaces #1?.gguf", body),
    ...paths.map((path) => largeFile(path, body)),
  ]);
}

function malformedFiles(): RepositoryFile[] {
  const whole = (): Buffer => Buffer.from(ggufHeaderBytes(smallModel("Q4_K_M")()));
  const patched = (at: number, value: bigint) => (): Buffer => {
    const bytes = whole();
    bytes.writeBigUInt64LE(value, at);
    return bytes;
  };
  const file = (name: string, header: () => Buffer, extraBytes = 100_000) =>
    largeFile(
      `${name}-Q4_K_M.gguf`,
      lazyBody(() => {
        const bytes = header();
        return seededBody(`malformed ${name}`, bytes.length + extraBytes, bytes);
      }),
    );
  return [
    file("cut-header", () => whole().subarray(0, 5000), 0),
    file("tensors-beyond-the-end", whole, 1000),
    file("huge-tensor-count", patched(8, 2n ** 60n)),
    file("huge-key-count", patched(16, 2n ** 60n)),
    file("huge-key-length", patched(24, 2n ** 62n)),
    file("not-gguf", () => Buffer.from("PK\x03\x04 this is no model")),
    file("old-ggml", () => Buffer.from("tjgg\x03\0\0\0")),
    largeFile("empty-Q4_K_M.gguf", bufferBody("")),
  ];
}

const hostileReadme = `---
license: mit
---
# Hello <script>window.pwned = true</script>
<img src="https://tracker.example/pixel.png" onerror="window.pwned = true">
[click me](javascript:window.pwned=true) <iframe src="https://evil.example"></iframe>
<a href="file:///etc/passwd">local</a> <meta http-equiv="refresh" content="0;url=https://evil.example">
`;

const poisonedTemplate =
  "{{ ''.__class__.__mro__[1].__subclasses__() }}{{ cycler.__init__.__globals__.os.popen('id').read() }}" +
  "{% for a in range(100000) %}{% for b in range(100000) %}{{ 'x' * 1000 }}{% endfor %}{% endfor %}";
