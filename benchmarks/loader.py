#!/usr/bin/python3
"""The pipeline of loader.toml in Python: one process a core, OpenCV inside one thread each.

usage: loader.py FOLDER VARIANT RUNS
VARIANT mmcv: normalise as mmcv.imnormalize does, then to planes; numpy: to 8-bit planes first, then in place (the quickest of
several ways that were tried). Prints the median of images a second over RUNS runs, after one that does not count.
"""
import glob
import multiprocessing
import os
import statistics
import sys
import time

import cv2
import numpy as np

cv2.setNumThreads(1)
MEAN = np.float32([123.675, 116.28, 103.53])
STD = np.float32([58.395, 57.12, 57.375])
MEAN64, INVERSE64 = np.float64(MEAN.reshape(1, -1)), 1 / np.float64(STD.reshape(1, -1))
MEAN_PLANES, STD_PLANES = MEAN.reshape(3, 1, 1), STD.reshape(3, 1, 1)


def resized(path):
    image = cv2.imread(path)
    height, width = image.shape[:2]
    factor = min(1333 / max(height, width), 800 / min(height, width))
    return cv2.resize(image, (int(width * factor + 0.5), int(height * factor + 0.5)))


def mmcv(path):
    image = resized(path).astype(np.float32)
    cv2.cvtColor(image, cv2.COLOR_BGR2RGB, image)
    cv2.subtract(image, MEAN64, image)
    cv2.multiply(image, INVERSE64, image)
    return np.ascontiguousarray(image.transpose(2, 0, 1)).shape


def numpy(path):
    image = np.ascontiguousarray(resized(path)[..., ::-1].transpose(2, 0, 1)).astype(np.float32)
    image -= MEAN_PLANES
    image /= STD_PLANES
    return image.shape


def main():
    folder, variant, runs = sys.argv[1], {"mmcv": mmcv, "numpy": numpy}[sys.argv[2]], int(sys.argv[3])
    paths = sorted(glob.glob(os.path.join(folder, "*.jpg")))
    rates = []
    with multiprocessing.Pool(os.cpu_count()) as pool:
        for _ in range(runs + 1):
            start = time.perf_counter()
            assert len(pool.map(variant, paths, chunksize=4)) == len(paths)
            rates.append(len(paths) / (time.perf_counter() - start))
    print("%.1f" % statistics.median(rates[1:]))


if __name__ == "__main__":
    main()
