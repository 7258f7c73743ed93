// What the scripts of this folder that run in Node have in common; measure.py is the same for Python.
'use strict';
const {createRequire} = require('module');
const path = require('path');

/// Loads a package from the folder that the environment's DIAPIR_PEERS names, or says that it lacks (exit code 3).
function peer(name) {
    try {
        return createRequire(path.join(process.env.DIAPIR_PEERS || '.', 'node_modules/'))(name);
    } catch (e) {
        lacks(`${name}: ${e.message.split('\n')[0]}`);
    }
}

function lacks(why) {
    console.error(why.replaceAll(process.env.DIAPIR_PEERS || '\0', '$DIAPIR_PEERS'));
    process.exit(3);
}

/// The simple U-Net's work that is compared: names as in network.bench.cpp and explainers.bench.cpp, batch, rows and
/// columns, and how often. Images of 101 x 101 are padded by who calls, since the network halves them twice.
const work = [[1, 24, 24], [1, 96, 96], [1, 101, 104], [1, 512, 512], [32, 24, 24], [32, 96, 96]].map(
    ([batch, size, padded]) => ({what: `inference/simple/${size}x${size}/batch ${batch}`, batch, size: padded, times: 1}));
work.push({what: 'exact, channels/24x24x4/100 references', batch: 32, size: 24, times: 50});

function image(batch, size) {
    return Float32Array.from({length: batch * 4 * size * size}, (_, i) => Math.sin(i * 1.7));
}

/// Runs until the seconds are over and prints the best as one row.
function measure(who, threads, {what, times}, run) {
    run();
    let best = Infinity;
    const end = performance.now() + 1e3 * Number(process.env.DIAPIR_PEER_SECONDS || 0.3);
    do {
        const start = performance.now();
        for (let i = 0; i < times; ++i) run();
        best = Math.min(best, performance.now() - start);
    } while (performance.now() < end);
    console.log(JSON.stringify({what, who, threads, seconds: best / 1e3}));
}

module.exports = {peer, lacks, work, image, measure};
