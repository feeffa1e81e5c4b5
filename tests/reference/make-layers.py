"""Writes layers.json: what each layer of learnd must give, by PyTorch (torch 1.13, CPU).

    /usr/bin/python3 tests/reference/make-layers.py

Computed in float64 from float32 inputs and weights, so that the numbers are right to the last digit that is kept.
Layers of the course (fast.ai part 2, notebooks 11 and 13) are defined here from what they compute.
"""
import base64
import json
import struct
from pathlib import Path

import torch
from torch import nn

torch.set_default_dtype(torch.float64)


class GeneralReLU(nn.Module):
    """Leaky below 0, then moved down, then bounded."""

    def __init__(self, leak=0.1, sub=0.4, max=None):
        super().__init__()
        self.leak, self.sub, self.max = leak, sub, max

    def forward(self, x):
        y = nn.functional.leaky_relu(x, self.leak) - self.sub
        return y if self.max is None else y.clamp(max=self.max)


class LessonBatchNorm(nn.Module):
    """Unbiased variance, statistics are constants to the gradient, buffers lerp towards them."""

    def __init__(self, channels, momentum=0.1, eps=1e-5):
        super().__init__()
        self.momentum, self.eps = momentum, eps
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))

    def forward(self, x):
        mean, var = self.running_mean, self.running_var
        if self.training:
            with torch.no_grad():
                axes = [0, *range(2, x.dim())]
                mean, var = x.mean(axes), x.var(axes)
                self.running_mean.lerp_(mean, self.momentum)
                self.running_var.lerp_(var, self.momentum)
        mean, var, weight, bias = (
            t.reshape(1, -1, *[1] * (x.dim() - 2)) for t in (mean, var, self.weight, self.bias)
        )
        return (x - mean) / (var + self.eps).sqrt() * weight + bias


class LayerNorm(nn.Module):
    """One scale and one shift for everything, unbiased variance of each image."""

    def __init__(self, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.tensor(1.0))
        self.bias = nn.Parameter(torch.tensor(0.0))

    def forward(self, x):
        mean = x.mean((1, 2, 3), keepdim=True)
        var = x.var((1, 2, 3), keepdim=True)
        return (x - mean) / (var + self.eps).sqrt() * self.weight + self.bias


class GlobalAvgPool(nn.Module):
    def forward(self, x):
        return x.mean((-2, -1))


def block(inputs, outputs, kernel, stride, activation=None, norm=None):
    layers = [nn.Conv2d(inputs, outputs, kernel, stride=stride, padding=kernel // 2)]
    layers += [norm(outputs)] if norm else []
    layers += [activation()] if activation else []
    return nn.Sequential(*layers)


class ResBlock(nn.Module):
    def __init__(self, inputs, outputs, stride, activation, kernel=3, norm=None):
        super().__init__()
        self.convs = nn.Sequential(
            block(inputs, outputs, kernel, 1, activation, norm), block(outputs, outputs, kernel, stride, None, norm)
        )
        self.idconv = nn.Identity() if inputs == outputs else block(inputs, outputs, 1, 1)
        self.pool = nn.Identity() if stride == 1 else nn.AvgPool2d(2, ceil_mode=True)
        self.act = activation()

    def forward(self, x):
        return self.act(self.convs(x) + self.idconv(self.pool(x)))


def packed(tensor):
    values = tensor.detach().flatten().tolist()
    return {
        "shape": list(tensor.shape),
        "f32": base64.b64encode(struct.pack(f"<{len(values)}f", *values)).decode(),
    }


def float32(tensor):
    return tensor.float().double()


def state(module):
    return {
        name: packed(value)
        for name, value in module.state_dict().items()
        if not name.endswith("num_batches_tracked")
    }


def far_from_kinks(module, x):
    """Whether no value that a piecewise linear activation gets lies next to one of its kinks."""
    kinds = (GeneralReLU, nn.ReLU, nn.ReLU6)
    gaps = []

    def look(activation, inputs, _):
        kinks = [0.0] + ([6.0] if isinstance(activation, nn.ReLU6) else [])
        if isinstance(activation, GeneralReLU) and activation.max is not None:
            kinks.append(activation.max + activation.sub)
        gaps.extend((inputs[0] - kink).abs().min().item() for kink in kinks)

    hooks = [m.register_forward_hook(look) for m in module.modules() if isinstance(m, kinds)]
    was = {k: v.clone() for k, v in module.state_dict().items()}
    module(x)
    module.load_state_dict(was)
    for hook in hooks:
        hook.remove()
    return min(gaps, default=1.0) > 1e-3


def case(name, make, shape, scale=1.0):
    for seed in range(1000):
        torch.manual_seed(seed)
        module = make()
        for parameter in module.parameters():
            # Away from the ones and zeros that norms start from, which would hide mistakes.
            parameter.data = float32(parameter + 0.3 * torch.randn_like(parameter))
        x = float32(scale * torch.randn(shape) + 0.3)
        second = float32(scale * torch.randn(shape) - 0.1)
        if far_from_kinks(module, x):
            break
    else:
        raise SystemExit(f"{name}: every seed comes near a kink")
    initial = state(module)
    x.requires_grad_()
    output = module(x)
    cotangent = float32(torch.randn_like(output))
    (output * cotangent).sum().backward()
    entry = {
        "name": name,
        "state": initial,
        "input": packed(x),
        "output": packed(output),
        "cotangent": packed(cotangent),
        "gradients": {"input": packed(x.grad), **{k: packed(p.grad) for k, p in module.named_parameters()}},
    }
    buffers = dict(module.named_buffers())
    if buffers:
        # A second batch, then evaluation on the first.
        module(second)
        entry["second"] = packed(second)
        entry["after"] = {k: v for k, v in state(module).items() if k in buffers}
        module.eval()
        entry["evaluation"] = packed(module(x))
    return entry


def relu_like():
    return GeneralReLU(0.1, 0.4)


CASES = [
    case("conv without bias", lambda: nn.Conv2d(3, 4, 3, stride=2, padding=1, bias=False), (2, 3, 7, 6)),
    case("conv 1 x 1", lambda: nn.Conv2d(3, 5, 1), (2, 3, 4, 5)),
    case("conv 1 x 1 without bias", lambda: nn.Conv2d(3, 5, 1, bias=False), (2, 3, 4, 5)),
    case("linear", lambda: nn.Linear(7, 5), (6, 7)),
    case("linear without bias", lambda: nn.Linear(7, 5, bias=False), (6, 7)),
    case("batch norm 2d", lambda: nn.BatchNorm2d(5), (3, 5, 4, 3), 2.0),
    case("batch norm 1d", lambda: nn.BatchNorm1d(7, eps=1e-3, momentum=0.3), (8, 7), 2.0),
    case("lesson batch norm", lambda: LessonBatchNorm(5), (3, 5, 4, 3), 2.0),
    case("lesson batch norm of features", lambda: LessonBatchNorm(7, momentum=0.3, eps=1e-3), (8, 7), 2.0),
    case("layer norm", lambda: LayerNorm(), (3, 5, 4, 3), 2.0),
    case("layer norm of one position", lambda: LayerNorm(eps=1e-3), (3, 5, 1, 1), 2.0),
    case("instance norm", lambda: nn.InstanceNorm2d(5), (3, 5, 4, 3), 2.0),
    case("instance norm affine", lambda: nn.InstanceNorm2d(5, affine=True, eps=1e-3), (3, 5, 4, 3), 2.0),
    case("group norm", lambda: nn.GroupNorm(2, 6), (3, 6, 4, 3), 2.0),
    case("group norm of one group", lambda: nn.GroupNorm(1, 6, eps=1e-3), (3, 6, 4, 3), 2.0),
    case("group norm of one position", lambda: nn.GroupNorm(2, 6), (3, 6, 1, 1), 2.0),
    case("avg pool 2", lambda: nn.AvgPool2d(2), (2, 3, 5, 4)),
    case("avg pool 2 ceil", lambda: nn.AvgPool2d(2, ceil_mode=True), (2, 3, 5, 7)),
    case("avg pool 2 ceil of one position", lambda: nn.AvgPool2d(2, ceil_mode=True), (2, 3, 1, 1)),
    case("avg pool 3", lambda: nn.AvgPool2d(3), (2, 3, 8, 7)),
    case("avg pool 3 ceil", lambda: nn.AvgPool2d(3, ceil_mode=True), (2, 3, 8, 7)),
    case("avg pool 1", lambda: nn.AvgPool2d(1), (2, 3, 4, 3)),
    case("global avg pool", GlobalAvgPool, (3, 5, 4, 3)),
    case("general relu", lambda: GeneralReLU(0.1, 0.4, 1.5), (5, 12), 3.0),
    case("relu", nn.ReLU, (5, 12), 3.0),
    case("relu6", nn.ReLU6, (5, 12), 6.0),
    case("elu", nn.ELU, (5, 12), 3.0),
    case("selu", nn.SELU, (5, 12), 3.0),
    case("sigmoid", nn.Sigmoid, (5, 12), 3.0),
    case("tanh", nn.Tanh, (5, 12), 3.0),
    case("softplus", nn.Softplus, (5, 12), 6.0),
    case("swish", nn.SiLU, (5, 12), 3.0),
    case("gelu", nn.GELU, (5, 12), 3.0),
    case("linear activation", nn.Identity, (5, 12), 3.0),
    case("res block", lambda: ResBlock(3, 3, 1, relu_like), (2, 3, 4, 5)),
    case("res block with more channels", lambda: ResBlock(3, 4, 1, nn.SiLU, norm=nn.BatchNorm2d), (3, 3, 4, 5)),
    case("res block with stride", lambda: ResBlock(3, 3, 2, relu_like, norm=nn.BatchNorm2d), (3, 3, 7, 5)),
    case("res block with both", lambda: ResBlock(3, 5, 2, relu_like, norm=nn.BatchNorm2d), (3, 3, 7, 5)),
    case("res block with kernel 5", lambda: ResBlock(2, 3, 2, nn.Tanh, kernel=5), (2, 2, 5, 7)),
]

lines = ",\n".join(json.dumps(entry) for entry in CASES)
Path(__file__).with_name("layers.json").write_text(f"[\n{lines}\n]\n")
