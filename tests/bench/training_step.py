"""The yardstick of bench_training: one training step of the same network in PyTorch.

training_step.py WIDTH THREADS BATCH CROP BFLOAT16
Says "ready" when it is warm, then answers each line on standard input with the milliseconds that one
more step takes, and those of all processors together. The network is the decoder with C0 and batch normalisation of segmentation/graph_internal.h,
the step that of segmentation/training_step.cpp, as one writes them in Python.
"""
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

CONVOLUTIONS = (2, 2, 3, 3)


def block(inputs, outputs, kernel):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class Network(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.stages = nn.ModuleList()
        inputs = 1
        for stage, count in enumerate(CONVOLUTIONS):
            wide = width << stage
            blocks = []
            for _ in range(count):
                blocks.append(block(inputs, wide, 3))
                inputs = wide
            self.stages.append(nn.Sequential(*blocks))
        narrow = [width // 2 if stage == 0 else width << (stage - 1) for stage in range(4)]
        self.lateral = nn.ModuleList(
            block(width << s, narrow[s], 1) if s == 3 else nn.Conv2d(width << s, narrow[s], 1)
            for s in range(4)
        )
        self.down = nn.ModuleList(nn.Conv2d(narrow[s + 1], narrow[s], 1) for s in range(3))
        self.merge = nn.ModuleList(
            nn.Sequential(*(block(narrow[s], narrow[s], 3) for _ in range(1 if s == 0 else 2)))
            for s in range(3)
        )
        self.score = nn.ModuleList(nn.Conv2d(narrow[s], 1, 1) for s in range(4))

    def forward(self, x):
        features = []
        for stage, layers in enumerate(self.stages):
            x = layers(F.max_pool2d(x, 2) if stage > 0 else x)
            features.append(x)
        scores = []
        coarse = None
        for s in reversed(range(4)):
            t = self.lateral[s](features[s])
            if coarse is not None:
                up = F.interpolate(
                    self.down[s](coarse), scale_factor=2, mode="bilinear", align_corners=False
                )
                t = self.merge[s](F.relu_(t + up))
            coarse = t
            score = self.score[s](t).float()
            if s > 0:
                score = F.interpolate(
                    score, scale_factor=1 << s, mode="bilinear", align_corners=False
                )
            scores.append(score)
        return scores


def main():
    width, threads, batch, crop, bfloat16 = map(int, sys.argv[1:6])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    network = Network(width).to(memory_format=torch.channels_last)
    network.train()
    kernels = [p for p in network.parameters() if p.dim() == 4]
    others = [p for p in network.parameters() if p.dim() != 4]
    optimizer = torch.optim.AdamW(
        [{"params": kernels, "weight_decay": 1e-4}, {"params": others, "weight_decay": 0}], lr=2e-3
    )
    pictures = torch.randn(batch, 1, crop, crop).numpy()
    codes = (torch.rand(batch, 1, crop, crop) < 0.8).byte().mul(255).numpy()

    def cross_entropy(score, targets, known):
        loss = F.binary_cross_entropy_with_logits(score, targets, known, reduction="sum")
        return loss / known.sum().clamp_min(1)

    def step():
        images = torch.from_numpy(pictures).contiguous(memory_format=torch.channels_last)
        code = torch.from_numpy(codes)
        known = code.ne(128).float()
        targets = code.float() * known / 255
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bool(bfloat16)):
            scores = network(images)
        fused = cross_entropy(sum(scores), targets, known)
        loss = fused
        for score in scores:
            loss = loss + cross_entropy(score, targets, known)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()
        return fused.item()

    for _ in range(4):
        step()
    print("ready", torch.__version__, flush=True)
    for _ in sys.stdin:
        start, spent = time.perf_counter(), time.process_time()
        step()
        wall, processors = time.perf_counter() - start, time.process_time() - spent
        print(1e3 * wall, 1e3 * processors, flush=True)


if __name__ == "__main__":
    main()
