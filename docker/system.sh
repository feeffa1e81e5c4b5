#!/usr/bin/env bash
# Packages of Debian or Ubuntu that learnd's devices need, as root.
#   docker/system.sh [--simulate]   --simulate only asks apt whether it could
set -euo pipefail

packages=(
  ca-certificates
  # webgpu: Vulkan's loader, and the drivers of AMD and Intel. NVIDIA's comes from the machine, by the NVIDIA runtime,
  # and does not load without the last three.
  libvulkan1 mesa-vulkan-drivers libx11-6 libxext6 libegl1
)
export DEBIAN_FRONTEND=noninteractive
if [ "${1:-}" = --simulate ]; then
  exec apt-get install -s -qq --no-install-recommends "${packages[@]}"
fi
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${packages[@]}"
rm -rf /var/lib/apt/lists/*
