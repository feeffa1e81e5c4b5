/** What Mesa says where there is no desktop, and Dawn of adapters that it does not take: on every start, and no fault. */
const NOISE = [
  /^\s*$/,
  /^error: XDG_RUNTIME_DIR is invalid or not set/,
  /^WARNING: lavapipe is not a conformant vulkan implementation/,
  /^(\.\.\/)+third_party\/swiftshader\/.*WARNING: UNSUPPORTED/,
  /^MESA(-INTEL)?: warning/,
  /^Warning: .*(Vulkan|vulkan|vkCreateInstance|VK_)/,
  /^ - While (initializing|creating|discovering|enumerating) /,
  /^ {4}at \w+ \(.*\/dawn\/src\/.*\)$/,
];

export const isDriverNoise = (line: string): boolean => NOISE.some((noise) => noise.test(line));
