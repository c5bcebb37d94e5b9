"""Seconds of one forward pass of torchvision's ResNet-50 without its classifier: resnet50.py [HEIGHT WIDTH THREADS RUNS]"""
import sys
import time

import torch
import torchvision

height, width, threads, runs = (int(a) for a in sys.argv[1:]) if len(sys.argv) == 5 else (800, 1216, 2, 5)
torch.set_num_threads(threads)
model = torchvision.models.resnet50(weights=None).eval()
stages = torch.nn.Sequential(*list(model.children())[:-2])
images = torch.randn(1, 3, height, width)
best = float('inf')
with torch.no_grad():
    for i in range(runs + 1):
        started = time.perf_counter()
        stages(images)
        if i:
            best = min(best, time.perf_counter() - started)
print(f'{best:.4f}')
