/**
 * The ops of the kernels: number in assembly/perform.ts, and what they take, a letter an argument: p a place in memory,
 * i a whole number, f a float.
 */
export const OPS = {
  addVectors: [1, 'pppi'],
  convForward: [10, 'ppppppiiiiiiiiiii'],
  convInputGradient: [11, 'ppppiiiiiiiiiii'],
  convFilterGradient: [12, 'pppppiiiiiiiiiiii'],
  peak: [29, 'pi'],
  generalReluForward: [30, 'ppifff'],
  generalReluBackward: [31, 'pppiff'],
  statistics: [32, 'piiffpp'],
  batchNormForward: [33, 'pppppppppiiif'],
  batchNormBackward: [34, 'pppppppppiii'],
  normalize: [35, 'ppppppppiif'],
  pointwiseForward: [36, 'ppii'],
  pointwiseBackward: [37, 'pppii'],
  groupNormForward: [38, 'pppppppiiiiiif'],
  groupNormBackward: [39, 'pppppppppiiiiii'],
  avgPoolForward: [40, 'ppiiiiiiii'],
  avgPoolBackward: [41, 'ppiiiiiiii'],
  dropout: [42, 'ppiiif'],
  blend: [43, 'ppif'],
  updateParameters: [60, 'piiiffffffff'],
  crossEntropy: [61, 'pppppii'],
  crossEntropyGradient: [62, 'ppppii'],
  countHits: [63, 'ppppii'],
  gatherImages: [64, 'ppppii'],
  copyValues: [65, 'ppi'],
  shiftImages: [66, 'ppppiiif'],
  mirrorImages: [67, 'pppiiii'],
} as const satisfies Record<string, readonly [number: number, takes: string]>;

export type Op = keyof typeof OPS;
