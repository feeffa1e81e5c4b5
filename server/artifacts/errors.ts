/** No artifact of this name was ever kept here, or it was taken away. */
export class MissingArtifact extends Error {
  override readonly name = 'MissingArtifact';
  readonly digest: string;

  constructor(digest: string) {
    super(`There is no artifact ${digest}`);
    this.digest = digest;
  }
}

/** The file's bytes are not those that it is named after, or it is none: the disk lost some, or somebody wrote there. */
export class CorruptArtifact extends Error {
  override readonly name = 'CorruptArtifact';
  readonly digest: string;

  /** @param why names what lies in its place */
  constructor(digest: string, why: string, options?: ErrorOptions) {
    super(`The artifact ${digest} is damaged: ${why}. Remove it, then put the artifact again`, options);
    this.digest = digest;
  }
}

/** A name that is none; it never becomes a path. */
export class BadDigest extends Error {
  override readonly name = 'BadDigest';

  constructor(digest: unknown) {
    super(`${JSON.stringify(digest)} is no digest; expected sha256: and 64 hexadecimal digits in lower case`);
  }
}

/** The disk has no room for the file; what was written of it is gone again. */
export class DiskFull extends Error {
  override readonly name = 'DiskFull';

  constructor(bytes: number, options?: ErrorOptions) {
    super(
      `The disk of the artifacts (LEARND_DATA) has no room for ${bytes.toLocaleString('en')} bytes: make room`,
      options,
    );
  }
}

/** Nothing may be written where artifacts are kept. */
export class FolderReadOnly extends Error {
  override readonly name = 'FolderReadOnly';

  constructor(options?: ErrorOptions) {
    super(
      'The folder of the artifacts (in LEARND_DATA) can only be read: give the server the right to write there, on a file system that is not read-only',
      options,
    );
  }
}

/** What the system says of a write that failed, in words where there are some. */
export function writeFailure(error: unknown, bytes: number): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new DiskFull(bytes, { cause: error });
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new FolderReadOnly({ cause: error });
    default:
      return error;
  }
}
