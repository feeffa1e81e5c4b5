import { add, type Tensor, tf } from '../../engine/index.ts';
import { Module } from './module.ts';
import { Sequential } from './sequential.ts';

/** x + body(x) (He et al. 2015, arXiv:1512.03385). The modules are "body.0", "body.1", …; they must keep x's shape. */
export class Residual extends Module {
  readonly kind = 'Residual';

  constructor(...modules: Module[]) {
    super();
    this.children.body = new Sequential(...modules);
  }

  protected forward(x: Tensor): Tensor {
    const y = this.children.body!.call(x);
    if (!tf.util.arraysEqual(x.shape, y.shape)) {
      throw new Error(`Residual wants a body that keeps the shape [${x.shape}], it gives [${y.shape}]`);
    }
    return add(x, y);
  }
}
