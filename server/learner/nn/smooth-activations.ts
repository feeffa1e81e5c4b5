import { elu, gelu, selu, sigmoid, silu, softplus, type Tensor, tanh } from '../../engine/index.ts';
import { Activation } from './activations.ts';

/** An activation without a flat part. */
abstract class Smooth extends Activation {
  readonly floor = null;
}

/*
 * `leak` says whose gain comes nearer to keeping the second moment of a normal input at 1, ReLU's (leak 0, gain 1.41)
 * or none (leak 1): ELU wants 1.24, SiLU 1.68, GELU 1.53; SELU and softplus about 1. Sigmoid and tanh have none, as
 * is usual for bounded functions.
 */

/** torch.nn.ELU, alpha 1. */
export class ELU extends Smooth {
  readonly kind = 'ELU';
  readonly leak = 0;
  readonly range = [-1, Number.POSITIVE_INFINITY] as const;

  protected forward(x: Tensor): Tensor {
    return elu(x);
  }
}

/** torch.nn.SELU. Its lower bound is -scale * alpha. */
export class SELU extends Smooth {
  readonly kind = 'SELU';
  readonly leak = 1;
  readonly range = [-1.7580993408473766, Number.POSITIVE_INFINITY] as const;

  protected forward(x: Tensor): Tensor {
    return selu(x);
  }
}

/** torch.nn.Sigmoid. */
export class Sigmoid extends Smooth {
  readonly kind = 'Sigmoid';
  readonly leak = 1;
  readonly range = [0, 1] as const;

  protected forward(x: Tensor): Tensor {
    return sigmoid(x);
  }
}

/** torch.nn.Tanh. */
export class Tanh extends Smooth {
  readonly kind = 'Tanh';
  readonly leak = 1;
  readonly range = [-1, 1] as const;

  protected forward(x: Tensor): Tensor {
    return tanh(x);
  }
}

/** torch.nn.Softplus, beta 1. */
export class Softplus extends Smooth {
  readonly kind = 'Softplus';
  readonly leak = 1;
  readonly range = [0, Number.POSITIVE_INFINITY] as const;

  protected forward(x: Tensor): Tensor {
    return softplus(x);
  }
}

/** torch.nn.SiLU, known as swish. Lowest at x = -1.278. */
export class SiLU extends Smooth {
  readonly kind = 'SiLU';
  readonly leak = 0;
  readonly range = [-0.2784645427610738, Number.POSITIVE_INFINITY] as const;

  protected forward(x: Tensor): Tensor {
    return silu(x);
  }
}

/** torch.nn.GELU, the exact form. Lowest at x = -0.752. */
export class GELU extends Smooth {
  readonly kind = 'GELU';
  readonly leak = 0;
  readonly range = [-0.16997120747990369, Number.POSITIVE_INFINITY] as const;

  protected forward(x: Tensor): Tensor {
    return gelu(x);
  }
}

/** torch.nn.Identity: a linear layer's activation. */
export class Identity extends Smooth {
  readonly kind = 'Identity';
  readonly leak = 1;
  readonly range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

  protected forward(x: Tensor): Tensor {
    return x;
  }
}
