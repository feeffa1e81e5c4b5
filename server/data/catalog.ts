import { fileURLToPath } from 'node:url';

/**
 * One published file. Its identity is the sha256 of the *decompressed* IDX bytes: Debian compressed the same data
 * again, so the .gz files differ. `bytes` is the decompressed size.
 */
export type DatasetFile = { name: string; sha256: string; bytes: number };

export type SplitFiles = { count: number; images: DatasetFile; labels: DatasetFile };

export type CatalogEntry = {
  name: string;
  title: string;
  classes: readonly string[];
  /** Height, width, channels. */
  image: readonly [number, number, number];
  train: SplitFiles;
  valid: SplitFiles;
  /** Base URLs ending in a slash, tried in order. */
  homes: readonly string[];
  /** Debian's package of the same data, and the folder it installs. */
  debian?: { package: string; folder: string };
  /** Folder that comes with this program; then the only source. */
  bundled?: string;
};

/** Names a job may use. */
export type DatasetName = 'fashion-mnist' | 'fashion-mnist-mini' | 'mnist';

const FASHION_CLASSES = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/** Both datasets keep MNIST's file names. `hashes` = [images, labels]; an image has 28 x 28 bytes. */
function split(prefix: 'train' | 't10k', count: number, hashes: readonly [string, string]): SplitFiles {
  return {
    count,
    images: { name: `${prefix}-images-idx3-ubyte.gz`, sha256: hashes[0], bytes: 16 + count * 28 * 28 },
    labels: { name: `${prefix}-labels-idx1-ubyte.gz`, sha256: hashes[1], bytes: 8 + count },
  };
}

/** The known datasets. A dataset's four files have different names. */
export const catalog: readonly (CatalogEntry & { name: DatasetName })[] = [
  {
    name: 'fashion-mnist',
    title: 'Fashion-MNIST: 28 x 28 grey images of clothing (Zalando Research, 2017)',
    classes: FASHION_CLASSES,
    image: [28, 28, 1],
    train: split('train', 60_000, [
      'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
      'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
    ]),
    valid: split('t10k', 10_000, [
      '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
      '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
    ]),
    homes: [
      'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
      'https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/',
    ],
    debian: { package: 'dataset-fashion-mnist', folder: '/usr/share/datasets/fashion-mnist' },
  },
  {
    name: 'fashion-mnist-mini',
    title: 'Fashion-MNIST, the first 10,000 training and 2,000 validation images; needs no download',
    classes: FASHION_CLASSES,
    image: [28, 28, 1],
    train: split('train', 10_000, [
      'ed2e37ed5a3a57d212141a69fe0a0de5a7126ffba14ac3f7e76f5f52cc04b1f0',
      'a69f2dad024ca220a8c4d85f621fdf929042d40c444abde2868903e9220ad517',
    ]),
    valid: split('t10k', 2_000, [
      '862035b0a96959b614c9574f4c2b0ae9584ca234813e8d6d7adb7838b12ca46b',
      'aa3f574d30afaf0d4d9da084a6f8541771e20693d6a97fae6e9a4953fca8f078',
    ]),
    homes: [],
    bundled: fileURLToPath(new URL('./bundled/fashion-mnist-mini', import.meta.url)),
  },
  {
    name: 'mnist',
    title: 'MNIST: 28 x 28 grey images of handwritten digits (LeCun, Cortes, Burges)',
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    image: [28, 28, 1],
    train: split('train', 60_000, [
      'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    ]),
    valid: split('t10k', 10_000, [
      '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    ]),
    homes: [
      'https://storage.googleapis.com/cvdf-datasets/mnist/',
      'https://ossci-datasets.s3.amazonaws.com/mnist/',
    ],
  },
];

/** Whether a dataset of this name can be asked for. */
export function isKnownDataset(name: string): name is DatasetName {
  return catalog.some((entry) => entry.name === name);
}

/** The four files of a dataset, small ones first: a dead or wrong home shows before the large ones are fetched. */
export function filesOf(entry: CatalogEntry): DatasetFile[] {
  return [entry.valid.labels, entry.train.labels, entry.valid.images, entry.train.images];
}
