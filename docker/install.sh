#!/usr/bin/env bash
# Installs learnd's packages and makes what it needs out of its sources.
#   docker/install.sh              for webgpu and wasm
#   docker/install.sh tensorflow   and tensorflow, which is a download of its own
set -euo pipefail
cd "$(dirname "$0")/.."

# Scripts of packages fetch what is not needed here: TensorFlow is asked for below, Prisma's engines by nobody.
npm ci --ignore-scripts --no-audit --no-fund
tensorflow=node_modules/@tensorflow/tfjs-node-gpu
if [ "${1:-}" = tensorflow ]; then
  npm rebuild --foreground-scripts @tensorflow/tfjs-node-gpu
  # npm takes an optional package that could not be made for none; an image named after it may not.
  ls "$tensorflow"/lib/napi-v*/tfjs_binding.node
else
  rm -rf "$tensorflow"
fi
npm run postinstall
