export { type Artifacts, openArtifacts } from './artifacts.ts';
export { BadDigest, CorruptArtifact, DiskFull, FolderReadOnly, MissingArtifact } from './errors.ts';
export { placeOf } from './place.ts';
