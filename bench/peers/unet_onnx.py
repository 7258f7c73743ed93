#!/usr/bin/env python3
"""Writes the simple U-Net as an ONNX model {n, 4, rows, cols} -> {n, 1, rows, cols}, with random weights and free n,
rows and cols: unet_onnx.py FILE. ONNX is protobuf; what little of it is needed is written here without its library
(https://github.com/onnx/onnx/blob/main/onnx/onnx.proto)."""
import array
import random
import struct
import sys

CHANNELS, FILTERS, LEVELS, KERNEL = 4, 8, 2, 5


def number(n):
    """Protobuf's varint."""
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    return bytes(out + bytes([n]))


def field(key, value):
    """A field of a message: an integer, a float, a text, or bytes (also of a message)."""
    if isinstance(value, int):
        return number(key << 3) + number(value)
    if isinstance(value, float):
        return number(key << 3 | 5) + struct.pack("<f", value)
    data = value.encode() if isinstance(value, str) else value
    return number(key << 3 | 2) + number(len(data)) + data


class Graph:
    def __init__(self):
        self.nodes, self.weights, self.count = b"", b"", 0

    def name(self):
        self.count += 1
        return f"t{self.count}"

    def weight(self, dims, largest):
        """A float tensor of uniform random numbers."""
        size = 1
        for d in dims:
            size *= d
        data = array.array("f", (random.uniform(-largest, largest) for _ in range(size)))
        name = self.name()
        tensor = b"".join(field(1, d) for d in dims) + field(2, 1) + field(8, name) + field(9, data.tobytes())
        self.weights += field(5, tensor)
        return name

    def node(self, kind, inputs, output=None, **attributes):
        output = output or self.name()
        body = b"".join(field(1, i) for i in inputs) + field(2, output) + field(4, kind)
        for key, value in attributes.items():
            if isinstance(value, int):
                body += field(5, field(1, key) + field(3, value) + field(20, 2))
            else:
                body += field(5, field(1, key) + b"".join(field(8, v) for v in value) + field(20, 7))
        self.nodes += field(1, body)
        return output

    def conv(self, x, inputs, outputs, kernel):
        largest = (6 / (kernel * kernel * (inputs + outputs))) ** 0.5
        w, b = self.weight([outputs, inputs, kernel, kernel], largest), self.weight([outputs], 0.1)
        return self.node("Conv", [x, w, b], kernel_shape=[kernel] * 2, pads=[kernel // 2] * 4)

    def block(self, x, inputs, outputs):
        for i in (inputs, outputs):
            x = self.node("Relu", [self.conv(x, i, outputs, KERNEL)])
        return x

    def up(self, x, inputs, outputs):
        """Twice the input, the larger half of what is cut at the end."""
        largest = (6 / (KERNEL * KERNEL * (inputs + outputs))) ** 0.5
        w, b = self.weight([inputs, outputs, KERNEL, KERNEL], largest), self.weight([outputs], 0.1)
        pads = [(KERNEL - 2) // 2] * 2 + [(KERNEL - 2) - (KERNEL - 2) // 2] * 2
        return self.node("ConvTranspose", [x, w, b], kernel_shape=[KERNEL] * 2, pads=pads, strides=[2, 2])


def value_info(name, dims):
    shape = b"".join(field(1, field(2 if isinstance(d, str) else 1, d)) for d in dims)
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, shape)))


def unet():
    g = Graph()
    x, inputs, skips = "x", CHANNELS, []
    for level in range(LEVELS):
        outputs = FILTERS << level
        skips.append(g.block(x, inputs, outputs))
        x, inputs = g.node("MaxPool", [skips[-1]], kernel_shape=[2, 2], strides=[2, 2]), outputs
    x, inputs = g.block(x, inputs, 16 * FILTERS), 16 * FILTERS
    for level in reversed(range(LEVELS)):
        outputs = FILTERS << level
        x = g.node("Concat", [g.up(x, inputs, outputs), skips[level]], axis=1)
        x, inputs = g.block(x, 2 * outputs, outputs), outputs
    g.node("Sigmoid", [g.conv(x, inputs, 1, 1)], "y")
    graph = g.nodes + field(2, "unet") + g.weights
    graph += field(11, value_info("x", ["n", CHANNELS, "r", "c"])) + field(12, value_info("y", ["n", 1, "r", "c"]))
    return field(1, 8) + field(7, graph) + field(8, field(2, 13))


if __name__ == "__main__":
    random.seed(1)
    with open(sys.argv[1], "wb") as file:
        file.write(unet())
