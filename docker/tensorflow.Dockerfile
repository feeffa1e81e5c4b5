# learnd on CUDA 11.2 with cuDNN 8.1 (tensorflow), and on the CPU (wasm). Cards of Hopper and later are newer than this
# CUDA: they want docker/Dockerfile. Dawn wants a newer system than this one, so there is no webgpu here.
#   docker build -f docker/tensorflow.Dockerfile -t learnd-tensorflow .
FROM node:20-bullseye-slim AS node
FROM nvidia/cuda:11.2.2-cudnn8-runtime-ubuntu20.04

# Bullseye's Node asks for no newer C library than this system has.
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && useradd --create-home node

WORKDIR /opt/learnd
COPY docker/system.sh docker/
RUN docker/system.sh
COPY . .
RUN docker/install.sh tensorflow && npm cache clean --force
RUN docker/check.sh

RUN install -d -o node -g node /data
USER node
ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
ENV LEARND_DATA=/data LEARND_HOST=0.0.0.0
VOLUME /data
EXPOSE 7070
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s CMD ["node", "docker/ready.mjs"]
CMD ["node", "cli/learnd.mjs", "serve"]
