export { type Artifacts, openArtifacts } from './artifacts.ts';
export { BadDigest, CorruptArtifact, MissingArtifact } from './errors.ts';
