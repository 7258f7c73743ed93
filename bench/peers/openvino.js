// OpenVINO on the simple U-Net: node openvino.js THREADS MODEL.onnx [first]; see onnxruntime.js.
'use strict';
const {peer, lacks, work, image, measure} = require('./measure.js');

const {addon: ov} = peer('openvino-node');
const threads = Number(process.argv[2]), model = process.argv[3];

async function main() {
    const core = new ov.Core();
    const request = core
                        .compileModelSync(core.readModelSync(model), 'CPU', {
                            INFERENCE_NUM_THREADS: String(threads),
                            NUM_STREAMS: '1',
                            PERFORMANCE_HINT: 'LATENCY',
                            INFERENCE_PRECISION_HINT: 'f32',
                        })
                        .createInferRequest();
    const tensor = (n, size) => new ov.Tensor(ov.element.f32, [n, 4, size, size], image(n, size));
    if (process.argv[4] === 'first') {
        const y = request.infer([tensor(1, 24)]);
        console.log(JSON.stringify([...Object.values(y)[0].data.slice(0, 100)]));
        return;
    }
    for (const w of work) {
        const x = tensor(w.batch, w.size);
        measure('OpenVINO', threads, w, () => request.infer([x]));
    }
}

main().catch(e => lacks(`openvino-node: ${e.message}`));
