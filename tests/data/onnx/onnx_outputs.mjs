// Has ONNX Runtime compute what models make of samples: node onnx_outputs.mjs FOLDER [NODE_MODULES]. FOLDER/cases.json lists
// models and samples; results are written beside them as 32-bit numbers, and their extents to FOLDER/outputs.json.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";

const [folder, modules] = process.argv.slice(2);
const ort = createRequire(path.resolve(modules || ".", "x.js"))("onnxruntime-node");
const outputs = {};
for (const c of JSON.parse(fs.readFileSync(path.join(folder, "cases.json")))) {
  try {
    const bytes = fs.readFileSync(path.join(folder, c.data + ".x"));
    const session = await ort.InferenceSession.create(path.join(folder, c.model), { logSeverityLevel: 3 });
    const x = new ort.Tensor("float32", new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)), c.x);
    const y = (await session.run({ [session.inputNames[0]]: x }))[session.outputNames[0]];
    fs.writeFileSync(path.join(folder, c.data + ".y"), Buffer.from(y.data.buffer, y.data.byteOffset, y.data.byteLength));
    outputs[c.data] = y.dims;
  } catch (e) {
    console.log(`${c.data}: ${e.message.split("\n")[0]}`);
    process.exitCode = 1;
  }
}
fs.writeFileSync(path.join(folder, "outputs.json"), JSON.stringify(outputs));
