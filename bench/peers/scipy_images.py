#!/usr/bin/env python3
"""SciPy and scikit-image beside the attributes and the resizing: scipy_images.py THREADS. Both use one thread. Names as
in attributes.bench.cpp, spectral.bench.cpp and data.bench.cpp; numbers in single precision."""
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
    from skimage.feature import graycomatrix, graycoprops
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
        "rms": lambda s: np.sqrt(energy(s, 5, SAMPLE)),
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
        "gst, window 31": lambda: volume_gst(x, 31),
        **{f"semblance marfurt, window {w}": lambda w=w: volume_marfurt(x, (w, w, w)) for w in (3, 9, 31)},
        "gradient magnitude": lambda: np.sqrt(sum(ndimage.gaussian_filter1d(x, 1, axis=a, order=1) ** 2 for a in range(3))),
        "dip": lambda: volume_dip(x, (3, 3, 9)),
        "variance": lambda: variance(x, (3, 3, 9)),
        "semblance marfurt": lambda: volume_marfurt(x, (3, 3, 9)),
    }.items():
        measure(f"volume {what}/1 of 64x64x128", "SciPy " + scipy.__version__, 1, f)


def by_name(known, x, size):
    for name, f in known.items():
        measure(f"{name} by name/1 of {size}", "SciPy " + scipy.__version__, 1, lambda: f(x))


def plane_tensor(x, window):
    """The entries of the gradient structure tensor of a section."""
    down, across = (ndimage.gaussian_filter(x, 1, order=o) for o in ((1, 0), (0, 1)))
    return (ndimage.uniform_filter(p, window, mode="mirror") for p in (down * down, across * across, down * across))


def dip(x):
    dd, aa, da = plane_tensor(x, 9)
    return np.tan(0.5 * np.arctan2(-2 * da, dd - aa))


def curvature(x):
    z = dip(x)
    return np.gradient(z, axis=TRACE) / (1 + z * z) ** 1.5


def similarity(x):
    """Of the traces before and behind each sample's own, in gates of 9 samples."""
    a, b = (np.take(x, np.clip(np.arange(x.shape[TRACE]) + k, 0, x.shape[TRACE] - 1), axis=TRACE) for k in (-1, 1))
    length = [np.sqrt(ndimage.uniform_filter1d(p * p, 9, axis=SAMPLE)) for p in (a - b, a, b)]
    return 1 - length[0] / (length[1] + length[2])


def dominated(s):
    return s[..., 2], s[..., 1], s[..., 0]


def volume_chaos(x):
    l1, l2, l3 = dominated(np.linalg.eigvalsh(tensor(x, (3, 7, 5))))
    return 2 * l2 / (l1 + l3)


def normals(x, window=(3, 9, 9)):
    return np.linalg.eigh(tensor(x, window))[1][..., 2]


def every_attribute():
    """Every attribute of the registry that has a like here, with its default options."""
    rng = np.random.default_rng(5)
    s, v = (rng.standard_normal(shape, dtype=np.float32) for shape in ((512, 512), (64, 64, 64)))
    time = np.arange(512, dtype=np.float32)[:, None] * np.float32(0.004)
    by_name({
        "seismic": np.copy,
        "energy": lambda x: energy(x, 5, SAMPLE),
        "rms": lambda x: np.sqrt(energy(x, 5, SAMPLE)),
        "log_energy": lambda x: np.log(energy(x, 5, SAMPLE)),
        "gain": lambda x: x * np.exp(0 * time),
        "agc": lambda x: x / np.sqrt(ndimage.uniform_filter1d(x * x, 125, axis=SAMPLE)),
        "semblance": lambda x: gst(x, 5, 7),
        "similarity": similarity,
        "variance": lambda x: variance(x, (9, 3)),
        "chaos": lambda x: 1 - gst(x, 5, 7),
        "dip": dip,
        "curvature": curvature,
        "sobel": lambda x: ndimage.sobel(x, TRACE),
        "laplace": ndimage.laplace,
        "gradient_magnitude": lambda x: np.hypot(*(ndimage.gaussian_filter1d(x, 1, axis=a, order=1) for a in (0, 1))),
        "first_derivative": lambda x: ndimage.correlate1d(x, (-0.5, 0, 0.5), axis=SAMPLE),
        "second_derivative": lambda x: ndimage.correlate1d(x, (1, -2, 1), axis=SAMPLE),
        "gaussian": lambda x: ndimage.gaussian_filter1d(x, 1, axis=SAMPLE),
        "gaussian_smoothing": lambda x: ndimage.gaussian_filter(x, 1),
        "median_smoothing": lambda x: ndimage.median_filter(x, 3),
    }, s, "512x512")
    by_name({
        "semblance": lambda x: volume_gst(x, (3, 7, 5)),
        "variance": lambda x: variance(x, (3, 3, 9)),
        "chaos": volume_chaos,
        "gst": lambda x: volume_gst(x, (3, 3, 9)),
        "dip": lambda x: volume_dip(x, (3, 9, 9)),
        "inline_dip": lambda x: (lambda n: -n[..., 1] / n[..., 2])(normals(x)),
        "crossline_dip": lambda x: (lambda n: -n[..., 0] / n[..., 2])(normals(x)),
        "azimuth": lambda x: (lambda n: np.degrees(np.arctan2(-n[..., 0] / n[..., 2], -n[..., 1] / n[..., 2])))(normals(x)),
        "gradient_magnitude": lambda x: np.sqrt(sum(ndimage.gaussian_filter1d(x, 1, axis=a, order=1) ** 2 for a in range(3))),
    }, v, "64x64x64")
    by_name(complex_traces(), s, "512x512")


def complex_traces():
    """Attributes of trace spectra."""
    analytic = lambda x: signal.hilbert(x, axis=SAMPLE)
    slope = lambda e: np.gradient(e, 0.004, axis=SAMPLE)
    change = lambda e: slope(e) / e

    def frequency_at_samples(z):
        return np.angle(z[2:] * np.conj(z[:-2])) / (4 * np.pi * 0.004)

    def dominant(x):
        z = analytic(x)
        return np.hypot(frequency_at_samples(z), change(np.abs(z))[1:-1] / (2 * np.pi))

    def sweetness(x):
        z = analytic(x)
        return np.abs(z)[1:-1] / np.sqrt(np.maximum(frequency_at_samples(z), 5))

    def quality(x):
        z = analytic(x)
        return -np.pi * frequency_at_samples(z) / change(np.abs(z))[1:-1]

    return {
        "envelope": lambda x: np.abs(analytic(x)),
        "quadrature": lambda x: analytic(x).imag,
        "phase": lambda x: np.angle(analytic(x)),
        "cosine_phase": lambda x: x / np.abs(analytic(x)),
        "rotate_phase": lambda x: (analytic(x) * np.exp(0.5j)).real,
        "instantaneous_frequency": lambda x: frequency_at_samples(analytic(x)),
        "relative_amplitude_change": lambda x: change(np.abs(analytic(x))),
        "amplitude_acceleration": lambda x: slope(change(np.abs(analytic(x)))),
        "bandwidth": lambda x: np.abs(change(np.abs(analytic(x)))) / (2 * np.pi),
        "dominant_frequency": dominant,
        "quality_factor": quality,
        "sweetness": sweetness,
        "stft": lambda x: np.abs(signal.stft(x, 250, nperseg=32, noverlap=31, axis=SAMPLE)[2][4]),
        "cwt": lambda x: np.abs(signal.fftconvolve(x, signal.morlet2(100, 8, 6)[:, None].astype(np.complex64), "same", axes=SAMPLE)),
    }


def texture(size):
    """One measure of the gray levels of the window around every sample; there is no faster way here."""
    x = np.random.default_rng(5).integers(0, 16, (size, size), dtype=np.uint8)
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(x, 4, mode="symmetric"), (9, 9))
    for what, measure_of in {
        "contrast": lambda p: graycoprops(p, "contrast"),
        "entropy": lambda p: -np.sum(p * np.log(p, where=p > 0, out=np.zeros_like(p))),
    }.items():
        measure(f"texture {what}/1 of {size}x{size}", "scikit-image " + skimage.__version__, 1,
                lambda: [measure_of(graycomatrix(w, [1], [0], 16, symmetric=True, normed=True))
                         for row in windows for w in row])


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
    every_attribute()
    if skimage:
        texture(48)
        resizing()
