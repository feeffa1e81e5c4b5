// The main file of each thread of the threaded wasm build. That build starts its threads from Blob URLs, which Node's
// worker_threads do not take; ./wasm-threads.ts hands it the path of this file instead, and of the factory script.
URL.createObjectURL = (script) => script.path;
URL.revokeObjectURL = () => {};
const {
  wasmWorkerContents,
} = require('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.worker.js');
// The contents went through a template literal, which turned the escaped line ends in their strings into real ones.
new Function('require', '__filename', wasmWorkerContents.replaceAll('\n', '\\n'))(require, __filename);
