"""PyTorch on the models that learnd is measured with, as a peer that is asked over stdin for one round at a time.

`pytorch.py THREADS [--device cpu|cuda]`. Each line in: `step MODEL BATCH HOOKS STEPS` (MODEL lesson or resnet, HOOKS 0 or 1
for miniai's hooks) gives median ms of a step; `epoch IMAGES BATCH` gives seconds of a shuffled epoch of the lesson model
with hooks, data in memory. On cuda a round is timed as a whole: its steps do not wait for each other.
"""
import statistics
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


class GeneralRelu(nn.Module):
    def forward(self, x):
        return F.leaky_relu(x, 0.1).sub_(0.4)


def conv(inputs, outputs, kernel=3, stride=2, norm=True, act=True):
    layers = [nn.Conv2d(inputs, outputs, kernel, stride=stride, padding=kernel // 2)]
    if norm:
        layers.append(nn.BatchNorm2d(outputs))
    if act:
        layers.append(GeneralRelu())
    return nn.Sequential(*layers)


def lesson():
    widths = [1, 8, 16, 32, 64]
    return nn.Sequential(
        *[conv(a, b) for a, b in zip(widths, widths[1:])],
        conv(64, 10, norm=False, act=False),
        nn.Flatten(),
    )


class ResBlock(nn.Module):
    """Notebook 13's."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.convs = nn.Sequential(conv(inputs, outputs, stride=1), conv(outputs, outputs, stride=stride, act=False))
        self.idconv = nn.Identity() if inputs == outputs else conv(inputs, outputs, 1, 1, norm=False, act=False)
        self.pool = nn.Identity() if stride == 1 else nn.AvgPool2d(stride, ceil_mode=True)
        self.act = GeneralRelu()

    def forward(self, x):
        return self.act(self.convs(x) + self.idconv(self.pool(x)))


def resnet():
    widths = [1, 8, 16, 32, 64, 128, 256]
    blocks = [ResBlock(a, b, 1 if i == 0 else 2) for i, (a, b) in enumerate(zip(widths, widths[1:]))]
    return nn.Sequential(*blocks, nn.Flatten(), nn.Linear(256, 10, bias=False), nn.BatchNorm1d(10))


MODELS = {"lesson": lesson, "resnet": resnet}


class Peer:
    def __init__(self, model, hooks, device):
        torch.manual_seed(0)
        self.device = device
        self.model = MODELS[model]().to(device)
        for module in self.model.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, a=0.1)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1, momentum=0.85)
        self.stats = ([], [], [])
        if hooks:
            for module in self.model.modules():
                if isinstance(module, GeneralRelu):
                    module.register_forward_hook(self.watch)

    def watch(self, module, inputs, output):
        # As miniai has it: to the CPU first, where it is not there.
        acts = output.detach().cpu()
        means, stds, hists = self.stats
        means.append(acts.mean().item())
        stds.append(acts.std().item())
        hists.append(acts.abs().histc(40, 0, 10))

    def step(self, x, y):
        F.cross_entropy(self.model(x), y).backward()
        self.optimizer.step()
        self.optimizer.zero_grad()

    def wait(self):
        if self.device == "cuda":
            torch.cuda.synchronize()

    def round(self, batch_size, steps):
        x = torch.randn(batch_size, 1, 28, 28, device=self.device)
        y = torch.randint(0, 10, (batch_size,), device=self.device)
        times = []
        self.wait()
        begin = time.perf_counter()
        for _ in range(steps):
            start = time.perf_counter()
            self.step(x, y)
            times.append((time.perf_counter() - start) * 1e3)
        self.wait()
        return (time.perf_counter() - begin) * 1e3 / steps if self.device == "cuda" else statistics.median(times)

    def epoch(self, images, batch_size):
        x = torch.randn(images, 1, 28, 28, device=self.device)
        y = torch.randint(0, 10, (images,), device=self.device)
        self.wait()
        start = time.perf_counter()
        for index in torch.randperm(images, device=self.device).split(batch_size):
            self.step(x[index], y[index])
        self.wait()
        return time.perf_counter() - start


def main():
    torch.set_num_threads(int(sys.argv[1]))
    device = sys.argv[3] if sys.argv[2:3] == ["--device"] else "cpu"
    if device == "cuda" and not torch.cuda.is_available():
        sys.exit("PyTorch sees no CUDA device")
    print(torch.__version__, torch.cuda.get_device_name() if device == "cuda" else "cpu", flush=True)
    peers = {}
    for line in sys.stdin:
        kind, *rest = line.split()
        model, hooks = (rest[0], rest[2]) if kind == "step" else ("lesson", "1")
        key = (kind, model, hooks)
        if key not in peers:
            peers[key] = Peer(model, hooks == "1", device)
            peers[key].round(64, 3)
        if kind == "step":
            print(peers[key].round(int(rest[1]), int(rest[3])), flush=True)
        else:
            print(peers[key].epoch(int(rest[0]), int(rest[1])), flush=True)


main()
