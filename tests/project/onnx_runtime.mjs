// Has ONNX Runtime run the models of a folder, and compares with what diapir says they give:
//     node onnx_runtime.mjs FOLDER [NODE_MODULES]
// FOLDER/cases.json lists models, and samples and results as files of 32-bit numbers. The largest difference may be 1e-5
// of the largest result, or of 1. Ends with 77, to skip, where the package onnxruntime-node is not there.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";

const [folder, modules] = process.argv.slice(2);
let ort;
try {
  ort = createRequire(path.resolve(modules || ".", "x.js"))("onnxruntime-node");
} catch (e) {
  console.log(`skipped: onnxruntime-node is not there (npm install --ignore-scripts onnxruntime-node): ${e.message.split("\n")[0]}`);
  process.exit(77);
}

const numbers = (file) => {
  const bytes = fs.readFileSync(path.join(folder, file));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
};

const cases = JSON.parse(fs.readFileSync(path.join(folder, "cases.json")));
const sessions = new Map();
let failures = 0, worst = 0;
for (const c of cases) {
  try {
    if (!sessions.has(c.model))
      sessions.set(c.model, await ort.InferenceSession.create(path.join(folder, c.model), { logSeverityLevel: 3, intraOpNumThreads: 1 }));
    const session = sessions.get(c.model);
    const x = new ort.Tensor("float32", numbers(c.data + ".x"), c.x);
    const y = (await session.run({ [session.inputNames[0]]: x }))[session.outputNames[0]];
    if (String(y.dims) !== String(c.y)) throw new Error(`expected ${c.y}, got ${y.dims}`);
    const expected = numbers(c.data + ".y");
    let largest = 1, difference = 0;
    expected.forEach((e, i) => {
      largest = Math.max(largest, Math.abs(e));
      const d = Math.abs(e - y.data[i]);
      difference = d <= difference ? difference : d;  // NaN too
    });
    worst = Math.max(worst, difference / largest);
    if (!(difference <= 1e-5 * largest)) throw new Error(`differs by ${difference} of ${largest}`);
  } catch (e) {
    ++failures;
    console.log(`${c.data} (${c.model}): ${e.message.split("\n")[0]}`);
  }
}
console.log(`${cases.length - failures} of ${cases.length} runs of ${sessions.size} models agree, the largest difference ${worst.toExponential(2)}`);
process.exit(failures || cases.length === 0 ? 1 : 0);
