/** No artifact of this name was ever kept here, or it was taken away. */
export class MissingArtifact extends Error {
  override readonly name = 'MissingArtifact';
  readonly digest: string;

  constructor(digest: string) {
    super(`There is no artifact ${digest}`);
    this.digest = digest;
  }
}

/** The file's bytes are not those that it is named after: the disk lost some, or somebody wrote into it. */
export class CorruptArtifact extends Error {
  override readonly name = 'CorruptArtifact';
  readonly digest: string;

  constructor(digest: string, file: string) {
    super(
      `The artifact ${digest} is damaged: ${file} has other bytes. Remove the file, then put the artifact again`,
    );
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
