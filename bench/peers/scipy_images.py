#!/usr/bin/env python3
"""SciPy and scikit-image beside the attributes and the resizing: scipy_images.py THREADS. Both use one thread. Names as
in attributes.bench.cpp and data.bench.cpp; numbers in single precision."""
import sys

from measure import lacks, measure

try:
    import numpy as np
    import scipy
    from scipy import ndimage, signal
except ImportError as e:
    lacks(f"SciPy: {e}")
try:
    import skimage
    from skimage import transform
except ImportError as e:
    skimage = None

SAMPLE, TRACE = 0, 1


def energy(x, window, axis):
    return ndimage.uniform_filter1d(x * x, window, axis=axis, mode="constant")


def marfurt(x, samples, traces):
    """Energy of the stacked trace over the energy of all traces."""
    stacked = ndimage.uniform_filter1d(x, traces, axis=TRACE)
    stack = ndimage.uniform_filter1d(stacked * stacked, samples, axis=SAMPLE)
    return stack / ndimage.uniform_filter(x * x, (samples, traces))


def gst(x, samples, traces):
    """(l1 - l2) / (l1 + l2) of the eigenvalues of the gradient structure tensor."""
    down, across = (ndimage.gaussian_filter1d(x, 1, axis=a, order=1) for a in (SAMPLE, TRACE))
    window = (samples, traces)
    a, b, c = (ndimage.uniform_filter(p, window) for p in (down * down, down * across, across * across))
    return np.sqrt((a - c) ** 2 + 4 * b * b) / (a + c)


def attributes(size, n):
    x = np.random.default_rng(5).standard_normal((n, size, size), dtype=np.float32)
    tail = f"/{n} of {size}x{size}"
    for what, f in {
        "sobel": lambda s: ndimage.sobel(s, TRACE),
        "sobel down": lambda s: ndimage.sobel(s, SAMPLE),
        "laplace": ndimage.laplace,
        "gaussian down": lambda s: ndimage.gaussian_filter1d(s, 2, axis=SAMPLE),
        "gaussian across": lambda s: ndimage.gaussian_filter1d(s, 2, axis=TRACE),
        "energy": lambda s: energy(s, 5, SAMPLE),
        "agc": lambda s: s / np.sqrt(energy(s, 25, SAMPLE)),
        "first derivative": lambda s: ndimage.correlate1d(s, (-0.5, 0, 0.5), axis=SAMPLE),
        "gaussian smoothing": lambda s: ndimage.gaussian_filter(s, 2),
        "median smoothing": lambda s: ndimage.median_filter(s, 3),
        "semblance gst": lambda s: gst(s, 5, 7),
        "semblance marfurt": lambda s: marfurt(s, 5, 7),
    }.items():
        measure(what + tail, "SciPy " + scipy.__version__, 1, lambda: [f(s) for s in x])


def windows(size):
    x = np.random.default_rng(5).standard_normal((size, size), dtype=np.float32)
    for w in (3, 9, 31):
        for what, f in {
            "energy down": lambda: energy(x, w, SAMPLE),
            "energy across": lambda: energy(x, w, TRACE),
            "semblance gst": lambda: gst(x, w, w),
            "semblance marfurt": lambda: marfurt(x, w, w),
        }.items():
            measure(f"{what}, window {w}/1 of {size}x{size}", "SciPy " + scipy.__version__, 1, f)


def frequency(x):
    return np.diff(np.unwrap(np.angle(signal.hilbert(x, axis=SAMPLE)), axis=SAMPLE), axis=SAMPLE) * (250 / (2 * np.pi))


def spectral(samples, n):
    x = np.random.default_rng(5).standard_normal((n, samples, 1024 if samples > 100 else samples), dtype=np.float32)
    tail = f"/{n} of {x.shape[1]}x{x.shape[2]}"
    for what, f in {
        "envelope": lambda s: np.abs(signal.hilbert(s, axis=SAMPLE)),
        "envelope across": lambda s: np.abs(signal.hilbert(s, axis=TRACE)),
        "phase": lambda s: np.angle(signal.hilbert(s, axis=SAMPLE)),
        "instantaneous frequency": frequency,
        "stft of 17 frequencies": lambda s: np.abs(signal.stft(s, 250, nperseg=32, noverlap=31, axis=SAMPLE)[2]),
    }.items():
        measure(what + tail, "SciPy " + scipy.__version__, 1, lambda: [f(s) for s in x])


def variance(x, window):
    return ndimage.uniform_filter(x * x, window) - ndimage.uniform_filter(x, window) ** 2


def windowed(size, n):
    x = np.random.default_rng(5).standard_normal((n, size, size), dtype=np.float32)
    for what, f in {
        "variance": lambda s: variance(s, (9, 3)),
        "gradient magnitude": lambda s: ndimage.gaussian_gradient_magnitude(s, 2),
    }.items():
        measure(f"{what}/{n} of {size}x{size}", "SciPy " + scipy.__version__, 1, lambda: [f(s) for s in x])


def tensor(x, window):
    """The gradient structure tensor of a volume {..., 3, 3}."""
    g = [ndimage.gaussian_filter1d(x, 1, axis=a, order=1) for a in range(3)]
    t = np.empty(x.shape + (3, 3), np.float32)
    for a in range(3):
        for b in range(a + 1):
            t[..., a, b] = t[..., b, a] = ndimage.uniform_filter(g[a] * g[b], window, mode="mirror")
    return t


def volume_gst(x, window):
    e = np.linalg.eigvalsh(tensor(x, window))
    return (e[..., 2] - e[..., 1]) / (e[..., 2] + e[..., 1])


def volume_dip(x, window):
    n = np.linalg.eigh(tensor(x, window))[1][..., 2]
    return np.hypot(n[..., 0], n[..., 1]) / np.abs(n[..., 2])


def volume_marfurt(x, window):
    stacked = ndimage.uniform_filter(x, (window[0], window[1], 1))
    return ndimage.uniform_filter1d(stacked * stacked, window[2]) / ndimage.uniform_filter(x * x, window)


def volumes():
    x = np.random.default_rng(5).standard_normal((64, 64, 128), dtype=np.float32)
    for what, f in {
        "gst, window 3": lambda: volume_gst(x, 3),
        "gst, window 9": lambda: volume_gst(x, 9),
        "gradient magnitude": lambda: np.sqrt(sum(ndimage.gaussian_filter1d(x, 1, axis=a, order=1) ** 2 for a in range(3))),
        "dip": lambda: volume_dip(x, (3, 3, 9)),
        "variance": lambda: variance(x, (3, 3, 9)),
        "semblance marfurt": lambda: volume_marfurt(x, (3, 3, 9)),
    }.items():
        measure(f"volume {what}/1 of 64x64x128", "SciPy " + scipy.__version__, 1, f)


def resizing():
    x = np.random.default_rng(9).standard_normal((101, 101, 100), dtype=np.float32)
    large = np.random.default_rng(9).standard_normal((1024, 1024), dtype=np.float32)
    who, how = "scikit-image " + skimage.__version__, {"order": 1, "anti_aliasing": False}
    measure("resize/100 of 101x101 to 48x48", who, 1,
            lambda: [transform.resize(x[:, :, i], (48, 48), **how) for i in range(100)])
    measure("resize/1 of 1024x1024 to 512x512", who, 1, lambda: transform.resize(large, (512, 512), **how))


if int(sys.argv[1]) == 1:
    for n, size in ((1, 48), (100, 48), (1, 1024)):
        attributes(size, n)
    windows(1024)
    for samples, n in ((48, 1), (48, 100), (1024, 1), (1021, 1)):
        spectral(samples, n)
    for n, size in ((100, 48), (1, 1024)):
        windowed(size, n)
    volumes()
    if skimage:
        resizing()
