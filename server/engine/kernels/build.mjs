// Compiles assembly/ to kernels.wasm, and kernels-relaxed.wasm for machines whose WebAssembly has relaxed SIMD (fused
// multiply-add). `--check` compares with the files that are there instead. The kernels keep no state: no data, no stack,
// so that any number of threads can run them over one memory.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const here = fileURLToPath(new URL('.', import.meta.url));
const isCheck = process.argv.includes('--check');

const builds = {
  'kernels.wasm': ['simd', 'threads'],
  'kernels-relaxed.wasm': ['simd', 'threads', 'relaxed-simd'],
};

for (const [file, features] of Object.entries(builds)) {
  const written = new Map();
  const { error, stderr } = await asc.main(
    [
      'assembly/index.ts',
      '--outFile',
      file,
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--importMemory',
      '--sharedMemory',
      '--initialMemory',
      '1',
      '--maximumMemory',
      '65536',
      ...features.flatMap((feature) => ['--enable', feature]),
    ],
    {
      readFile: (name, folder) => {
        try {
          return readFileSync(new URL(name, `file://${here}${folder === '.' ? '' : `${folder}/`}`), 'utf8');
        } catch {
          return null;
        }
      },
      writeFile: (name, contents) => written.set(name, contents),
      listFiles: () => [],
    },
  );
  if (error) {
    console.error(stderr.toString());
    process.exit(1);
  }
  const bytes = Buffer.from(written.get(file));
  if (!isCheck) {
    writeFileSync(new URL(file, import.meta.url), bytes);
    console.log(`${file}: ${bytes.length} bytes`);
  } else if (!bytes.equals(readFileSync(new URL(file, import.meta.url)))) {
    console.error(`${file} is not what assembly/ compiles to: npm run kernels`);
    process.exit(1);
  }
}
