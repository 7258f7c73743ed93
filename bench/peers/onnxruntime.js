// ONNX Runtime on the simple U-Net, with threads that spin while they wait and with threads that do not:
//   node onnxruntime.js THREADS MODEL.onnx [first]
// With `first` it prints the first outputs of a single image instead, to be compared with another runtime's.
'use strict';
const {peer, lacks, work, image, measure} = require('./measure.js');

const ort = peer('onnxruntime-node');
const {binding} = peer('onnxruntime-node/dist/binding');
const threads = Number(process.argv[2]), model = process.argv[3];

/// The package's own run() waits for the event loop; this is what it calls.
function session(spin) {
    const s = new binding.InferenceSession();
    s.loadModel(model, {
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        graphOptimizationLevel: 'all',
        extra: {session: {intra_op: {allow_spinning: spin ? '1' : '0'}}},
    });
    return s;
}

async function main() {
    await ort.InferenceSession.create(model);  // sets the runtime up
    const tensor = (n, size) => new ort.Tensor('float32', image(n, size), [n, 4, size, size]);
    if (process.argv[4] === 'first') {
        console.log(JSON.stringify([...session(false).run({x: tensor(1, 24)}, {y: null}, {}).y.data.slice(0, 100)]));
        return;
    }
    for (const spin of threads > 1 ? [false, true] : [false]) {
        const s = session(spin), who = `ONNX Runtime ${ort.env.versions.node}`;
        for (const w of work) {
            const x = tensor(w.batch, w.size);
            measure(who + (threads > 1 ? (spin ? ', spinning' : ', not spinning') : ''), threads, w,
                    () => s.run({x}, {y: null}, {}));
        }
        s.dispose();
    }
}

main().catch(e => lacks(`onnxruntime-node: ${e.message}`));
