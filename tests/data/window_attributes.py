"""Writes window_attributes.npz: attributes over windows of a volume {64, 64, 64} and of sections of attributes.npz, by
NumPy and SciPy from their definitions. Run with Debian's python3 and python3-scipy in this folder.

The volume is made of whole numbers, so that the test makes it again exactly: see volume() here and
tests/attributes/volume/reference_volume.hpp. Results are kept at the places of `kept` along each axis.
"""
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import ndimage

N = 64
kept = np.array([0, 1, 2, 9, 17, 30, 31, 45, 58, 62, 63])


def volume():
    i, x, s = np.meshgrid(np.arange(N), np.arange(N), np.arange(N), indexing="ij")
    phase = (80 * s + 20 * i - 35 * x + (i - 30) ** 2 // 4 + (x - 20) * (i - 40) // 5 + 5000) % 640
    wave = np.minimum(phase, 640 - phase) - 160
    noise = (i * 7919 + x * 104729 + s * 1299709 + (i * x * s) % 613 * 31) % 97 - 48
    return (wave + noise / 4).astype(float)


def tensor(a, window, smoothed, sigma=1.0):
    """The structure tensor {..., n, n}: gradients reflected, windows mirrored."""
    if smoothed:
        g = [ndimage.gaussian_filter(a, sigma, order=[int(m == k) for m in range(a.ndim)]) for k in range(a.ndim)]
    else:
        g = [ndimage.gaussian_filter1d(a, sigma, axis=k, order=1) for k in range(a.ndim)]
    padded = [np.pad(d, [(w // 2, w - 1 - w // 2) for w in window], mode="reflect") for d in g]
    t = np.empty(a.shape + (a.ndim, a.ndim))
    axes = tuple(range(a.ndim, 2 * a.ndim))
    for k in range(a.ndim):
        for m in range(a.ndim):
            t[..., k, m] = sliding_window_view(padded[k] * padded[m], window).sum(axes)
    return t


def slope_derivative(z, axis, sigma, step):
    radius = int(4 * sigma + 0.5)
    k = np.arange(1, radius + 1)
    w = k * np.exp(-0.5 * (k / sigma) ** 2)
    w = w / (2 * k * w).sum()
    pad = [(0, 0)] * z.ndim
    pad[axis] = (radius, radius)
    padded = np.moveaxis(np.pad(z, pad, mode="reflect", reflect_type="odd"), axis, 0)
    n = z.shape[axis]
    d = sum(w[m - 1] * (padded[radius + m:radius + m + n] - padded[radius - m:radius - m + n]) for m in k)
    return np.moveaxis(d, 0, axis) / step


def gst(e):
    l3, l2, l1 = e[..., 0], e[..., 1], e[..., 2]
    plane, line = (l1 - l2) / (l1 + l2), (l2 - l3) / (l2 + l3)
    return {"plane": plane, "line": line, "fault": line * (1 - plane), "chaos": 2 * l2 / (l1 + l3)}


def curvatures(p, q, di, dx, sigma):
    px, py = slope_derivative(p, 1, sigma, dx), slope_derivative(p, 0, sigma, di)
    qx, qy = slope_derivative(q, 1, sigma, dx), slope_derivative(q, 0, sigma, di)
    a, b, c, d, e = px / 2, qy / 2, (py + qx) / 2, p, q
    mean = (a * (1 + e * e) + b * (1 + d * d) - c * d * e) / (1 + d * d + e * e) ** 1.5
    gauss = (4 * a * b - c * c) / (1 + d * d + e * e) ** 2
    root = np.sqrt(np.maximum(mean ** 2 - gauss, 0))
    spread = np.sqrt((a - b) ** 2 + c * c)
    high, low = mean + root, mean - root
    return {"mean": mean, "gaussian": gauss, "maximum": high, "minimum": low, "most_positive": a + b + spread,
            "most_negative": a + b - spread, "curvedness": np.sqrt((high ** 2 + low ** 2) / 2),
            "shape_index": 2 / np.pi * np.arctan2(high + low, high - low)}


def windows_at(a, window, mode):
    padded = np.pad(a, [(w // 2, w - 1 - w // 2) for w in window], mode=mode)
    return sliding_window_view(padded, window)


def semblance(w):
    """Of windows {..., inlines, crosslines, samples}: marfurt, gersztenkorn, and the variance of their amplitudes."""
    x = w.reshape(w.shape[:3] + (-1, w.shape[-1]))
    energy = (x ** 2).sum((-1, -2))
    marfurt = (x.sum(-2) ** 2).sum(-1) / energy / x.shape[-2]
    values = np.linalg.eigvalsh(np.einsum("...at,...bt->...ab", x, x))
    return marfurt, values[..., -1] / values.sum(-1), x.var((-1, -2))


out = {}
keep = lambda a: np.ascontiguousarray(a[np.ix_(kept, kept, kept)])
v = volume()
for name, window in (("odd", (3, 5, 9)), ("even", (4, 2, 6))):
    out[f"gst_{name}_rough"] = keep(gst(np.linalg.eigvalsh(tensor(v, window, False)))["plane"])
    values, vectors = np.linalg.eigh(tensor(v, window, True))
    for key, value in gst(values).items():
        out[f"gst_{name}_{key}"] = keep(value)
    n = vectors[..., 2]
    di, dx, ds = 25.0, 12.5, 4.0
    p, q = -n[..., 1] / n[..., 2] * ds / dx, -n[..., 0] / n[..., 2] * ds / di
    out[f"dip_{name}_inline"], out[f"dip_{name}_crossline"] = keep(p), keep(q)
    if name == "odd":
        for key, value in curvatures(p, q, di, dx, 1.0).items():
            out[f"curvature_{key}"] = keep(value)
    marfurt, share, variance = semblance(windows_at(v, window, "symmetric")[np.ix_(kept, kept, kept)])
    out[f"marfurt_{name}"], out[f"gersztenkorn_{name}"], out[f"variance_{name}"] = marfurt, share, variance

images = np.load("attributes.npz")
for name in ("layered", "nonsquare"):
    a = images["img_" + name].astype(float)
    values = np.linalg.eigvalsh(tensor(a, (5, 7), False))
    n = np.linalg.eigh(tensor(a, (5, 7), True))[1][..., 1]
    p = -n[..., 1] / n[..., 0] * 4.0 / 12.5
    out[f"section_dip_{name}"] = p
    out[f"section_curvature_{name}"] = np.gradient(p, 12.5, axis=1) / (1 + p * p) ** 1.5
    out[f"section_chaos_{name}"] = 2 * values[..., 0] / values.sum(-1)
    out[f"section_variance_{name}"] = ndimage.generic_filter(a, np.var, (5, 4), mode="reflect")
    out[f"gradient_magnitude_{name}"] = ndimage.gaussian_gradient_magnitude(a, 1.5)
np.savez("window_attributes.npz", **out)
for key, value in out.items():
    print(key, value.shape, np.isnan(value).sum(), np.abs(value).max())
