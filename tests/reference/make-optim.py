"""Writes optim.json beside this file: optimizers and schedulers, step by step, as PyTorch 1.13 has them on the CPU.

Run: /usr/bin/python3 make-optim.py. Two parameters ([3] and [2, 2]) go through 12 fixed gradients, in float32. SGD and
AdamW are torch's; Momentum, RMSProp and Adam are the course's (lesson 18), told here in our own words. Decay is the
course's for all: p *= 1 - lr * wd before the update. lr and momentum sequences are Python floats, written in full.
"""

import json
import math
import pathlib
import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, ExponentialLR, OneCycleLR, StepLR

STEPS = 12
# Away from 0, so that a relative tolerance says something of every value at every step.
INITIAL = [[1.5, -2.0, 3.0], [[1.0, -1.25], [2.5, -3.5]]]


def gradients():
    """Of very different sizes, some at or below eps and some 0: there each optimizer's eps shows."""
    sizes = torch.tensor([1.0, 2e-3, 1e-6, 0.5, 4.0, 3e-3, 1e-8])
    flat = [sizes * math.sin(1.0 + 0.7 * t) * torch.cos(torch.arange(7) * 0.9 + t) for t in range(STEPS)]
    flat[4] = torch.zeros(7)
    return [[g[:3].contiguous(), g[3:].reshape(2, 2)] for g in flat]


class Momentum:
    """v is a mean of the gradients that forgets exponentially, beginning at 0."""

    def __init__(self, momentum=0.9):
        self.momentum, self.v = momentum, 0.0

    def direction(self, g, t):
        self.v = self.momentum * self.v + (1 - self.momentum) * g
        return self.v


class RMSProp:
    """Divides by the root of a mean of squares that begins at the first square."""

    def __init__(self, sqr_mom=0.99, eps=1e-5):
        self.sqr_mom, self.eps, self.s = sqr_mom, eps, None

    def direction(self, g, t):
        if self.s is None:
            self.s = g * g
        self.s = self.sqr_mom * self.s + (1 - self.sqr_mom) * (g * g)
        return g / (self.s.sqrt() + self.eps)


class Adam:
    """Both means begin at 0 and are scaled up by what that costs them; eps is inside the root. t counts from 0."""

    def __init__(self, beta1=0.9, beta2=0.99, eps=1e-5):
        self.beta1, self.beta2, self.eps = beta1, beta2, eps
        self.m = self.s = 0.0

    def direction(self, g, t):
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.s = self.beta2 * self.s + (1 - self.beta2) * (g * g)
        m, s = self.m / (1 - self.beta1 ** (t + 1)), self.s / (1 - self.beta2 ** (t + 1))
        return m / (s + self.eps).sqrt()


def lesson(Kind, settings, wd, **options):
    """settings: one (lr, momentum or None) a step."""
    ps = [torch.tensor(p) for p in INITIAL]
    kinds = [Kind(**options) for _ in ps]
    path = []
    for t, (gs, (lr, momentum)) in enumerate(zip(gradients(), settings)):
        for p, g, kind in zip(ps, gs, kinds):
            if momentum is not None:
                setattr(kind, "beta1" if Kind is Adam else "momentum", momentum)
            if wd:
                p *= 1 - lr * wd
            p -= lr * kind.direction(g, t)
        path.append(snapshot(ps))
    return path


def torchs(make, settings, wd):
    """wd None: the optimizer's own decay. Else, as SGD's would go into the gradient, the course's step before it."""
    ps = [torch.nn.Parameter(torch.tensor(p)) for p in INITIAL]
    opt = make(ps)
    path = []
    for gs, (lr, momentum) in zip(gradients(), settings):
        group = opt.param_groups[0]
        group["lr"] = lr
        if momentum is not None and "betas" in group:
            group["betas"] = (momentum, group["betas"][1])
        elif momentum is not None:
            group["momentum"] = momentum
        for p, g in zip(ps, gs):
            p.grad = g.clone()
            if wd:
                with torch.no_grad():
                    p *= 1 - lr * wd
        opt.step()
        path.append(snapshot(ps))
    return path


def snapshot(ps):
    return [p.detach().flatten().tolist() for p in ps]


def schedule(make, lr, total, **defaults):
    """[lr, momentum or None] at each step, read before the step as training would."""
    p = torch.nn.Parameter(torch.zeros(1))
    opt = torch.optim.AdamW([p], lr=lr) if defaults.pop("adamw", False) else torch.optim.SGD([p], lr=lr, **defaults)
    sched = make(opt, total)
    seen = []
    for t in range(total):
        group = opt.param_groups[0]
        seen.append([group["lr"], group["betas"][0] if "betas" in group else group["momentum"]])
        opt.step()
        if t < total - 1:
            sched.step()
    return seen


def constant(lr, momentum=None):
    return [(lr, momentum)] * STEPS


CHANGING = [(0.05 * (1 + math.sin(t)) + 0.001, None) for t in range(STEPS)]
CYCLED = [(lr, 0.95 - 0.1 * math.sin(t) ** 2) for t, (lr, _) in enumerate(CHANGING)]
ONE_CYCLE = schedule(lambda o, T: OneCycleLR(o, 0.05, total_steps=T), 0.05, STEPS, adamw=True)


def optimizers():
    for wd in [0, 0.3]:
        for settings in [constant(0.02), CHANGING, CYCLED]:
            yield dict(kind="Momentum", options=dict(weightDecay=wd), settings=settings,
                       path=lesson(Momentum, settings, wd))
            yield dict(kind="Adam", options=dict(weightDecay=wd), settings=settings, path=lesson(Adam, settings, wd))
            for momentum in [0, 0.9]:
                yield dict(kind="SGD", options=dict(weightDecay=wd, momentum=momentum), settings=settings,
                           path=torchs(lambda ps: torch.optim.SGD(ps, lr=1, momentum=momentum), settings, wd))
            yield dict(kind="AdamW", options=dict(weightDecay=wd), settings=settings,
                       path=torchs(lambda ps: torch.optim.AdamW(ps, weight_decay=wd), settings, None))
        for settings in [constant(0.02), CHANGING]:
            yield dict(kind="RMSProp", options=dict(weightDecay=wd), settings=settings,
                       path=lesson(RMSProp, settings, wd))
    # Options of their own, torch's own defaults, and OneCycleLR cycling the first beta.
    yield dict(kind="RMSProp", options=dict(sqrMom=0.9, eps=1e-3), settings=CHANGING,
               path=lesson(RMSProp, CHANGING, 0, sqr_mom=0.9, eps=1e-3))
    yield dict(kind="Adam", options=dict(betas=[0.8, 0.95], eps=1e-3), settings=CHANGING,
               path=lesson(Adam, CHANGING, 0, beta1=0.8, beta2=0.95, eps=1e-3))
    yield dict(kind="AdamW", options=dict(betas=[0.8, 0.95], eps=1e-3, weightDecay=0), settings=CHANGING,
               path=torchs(lambda ps: torch.optim.AdamW(ps, betas=(0.8, 0.95), eps=1e-3, weight_decay=0), CHANGING, None))
    yield dict(kind="AdamW", options={}, settings=constant(1e-3), path=torchs(torch.optim.AdamW, constant(1e-3), None))
    yield dict(kind="AdamW", options={}, settings=ONE_CYCLE, path=torchs(torch.optim.AdamW, ONE_CYCLE, None))


def schedules():
    def entry(kind, total, options, make, lr=0.06, **defaults):
        momentum = 0.9 if defaults.get("adamw") else defaults.get("momentum", 0)
        return dict(kind=kind, total=total, options=options, base=dict(lr=lr, momentum=momentum),
                    settings=schedule(make, lr, total, **defaults))

    def one_cycle(total, options, lr=0.06, **defaults):
        names = dict(pctStart="pct_start", anneal="anneal_strategy", divFactor="div_factor",
                     finalDivFactor="final_div_factor", cycleMomentum="cycle_momentum", baseMomentum="base_momentum",
                     maxMomentum="max_momentum")
        as_torch = {names[k]: float(v) if k == "pctStart" else v for k, v in options.items()}
        return entry("oneCycle", total, options, lambda o, T: OneCycleLR(o, lr, total_steps=T, **as_torch), lr, **defaults)

    for total in [10, 59, 177]:
        yield entry("cosine", total, {}, lambda o, T: CosineAnnealingLR(o, T))
        yield one_cycle(total, {}, adamw=True)
        yield one_cycle(total, dict(anneal="linear"), momentum=0.9)
    yield entry("cosine", 59, dict(minLr=0.001), lambda o, T: CosineAnnealingLR(o, T, eta_min=0.001), lr=0.3)
    yield entry("exponential", 59, dict(gamma=0.97), lambda o, T: ExponentialLR(o, 0.97))
    yield entry("step", 59, dict(stepSize=7), lambda o, T: StepLR(o, 7))
    yield entry("step", 10, dict(stepSize=3, gamma=0.5), lambda o, T: StepLR(o, 3, 0.5))
    yield one_cycle(59, dict(pctStart=0.25, divFactor=10, finalDivFactor=100, baseMomentum=0.8, maxMomentum=0.9), lr=1.0)
    yield one_cycle(59, dict(cycleMomentum=False), momentum=0.7)
    # The edges at which torch does not divide by zero.
    for total in [1, 2]:
        yield entry("cosine", total, {}, lambda o, T: CosineAnnealingLR(o, T))
        yield one_cycle(total, {}, adamw=True)
    for total, pct in [(1, 0), (2, 0), (2, 1), (10, 0), (10, 1)]:
        yield one_cycle(total, dict(pctStart=pct), adamw=True)
        yield one_cycle(total, dict(pctStart=pct, anneal="linear"), adamw=True)


def lines(items):
    return "[\n" + ",\n".join(json.dumps(item, separators=(",", ":")) for item in items) + "\n]"


def f32(path):
    """Nine digits tell float32 values apart."""
    return [[[float(f"{v:.9g}") for v in p] for p in ps] for ps in path]


def main():
    parts = {
        "initial": json.dumps(INITIAL),
        "gradients": json.dumps(f32([snapshot(gs) for gs in gradients()])),
        "optimizers": lines([{**o, "path": f32(o["path"])} for o in optimizers()]),
        "schedules": lines(schedules()),
    }
    text = "{\n" + ",\n".join(f'"{name}": {part}' for name, part in parts.items()) + "\n}\n"
    pathlib.Path(__file__).with_name("optim.json").write_text(text)


main()
