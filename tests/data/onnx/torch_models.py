"""Writes models of PyTorch as ONNX files, with samples and what PyTorch makes of them: torch_models.py FOLDER [NAME ...]

Debian's torch 1.13 (python3-torch), torch.onnx.export, opset 13 unless said otherwise. Images lie as {n, channels, rows,
cols} in torch.npz, as NAME_x and NAME_y, and NAME_other_x and NAME_other_y for other sides."""
import sys
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


class Double(nn.Sequential):
    def __init__(s, a, b):
        super().__init__(nn.Conv2d(a, b, 3, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU(inplace=True),
                         nn.Conv2d(b, b, 3, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU(inplace=True))


class UNet(nn.Module):
    """Of the kind that github.com/milesial/Pytorch-UNet made usual: what is enlarged is padded to the skip's sides."""

    def __init__(s, f=2, levels=2, up="transposed", channels=2):
        super().__init__()
        s.up, s.inc = up, Double(channels, f)
        s.down = nn.ModuleList(Double(f << i, f << i + 1) for i in range(levels))
        s.ups = nn.ModuleList(nn.ConvTranspose2d(f << i + 1, f << i, 2, stride=2) if up == "transposed"
                              else nn.Conv2d(f << i + 1, f << i, 1) for i in reversed(range(levels)))
        s.after = nn.ModuleList(Double(2 * (f << i), f << i) for i in reversed(range(levels)))
        s.out = nn.Conv2d(f, 1, 1)

    def enlarged(s, up, x, skip):
        if s.up == "transposed":
            x = up(x)
            dr, dc = skip.size(2) - x.size(2), skip.size(3) - x.size(3)
            return F.pad(x, [dc // 2, dc - dc // 2, dr // 2, dr - dr // 2])
        if s.up == "size":
            return up(F.interpolate(x, size=skip.shape[2:], mode="bilinear", align_corners=False))
        if s.up == "corners":  # with padding behind it, as there
            x = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=True)
            dr, dc = skip.size(2) - x.size(2), skip.size(3) - x.size(3)
            return up(F.pad(x, [dc // 2, dc - dc // 2, dr // 2, dr - dr // 2]))
        if s.up == "nearest_size":
            return up(F.interpolate(x, size=skip.shape[2:], mode="nearest"))
        return up(F.interpolate(x, scale_factor=2, mode=s.up, **({} if s.up == "nearest" else {"align_corners": False})))

    def forward(s, x):
        skips = [s.inc(x)]
        for down in s.down:
            skips.append(down(F.max_pool2d(skips[-1], 2)))
        x = skips.pop()
        for up, after in zip(s.ups, s.after):
            skip = skips.pop()
            x = after(torch.cat([skip, s.enlarged(up, x, skip)], 1))
        return torch.sigmoid(s.out(x))


class Residual(nn.Module):
    def __init__(s, a, b, stride):
        super().__init__()
        s.a, s.b = nn.Conv2d(a, b, 3, stride, 1, bias=False), nn.Conv2d(b, b, 3, 1, 1, bias=False)
        s.na, s.nb = nn.BatchNorm2d(b), nn.BatchNorm2d(b)
        s.short = nn.Sequential(nn.Conv2d(a, b, 1, stride, bias=False), nn.BatchNorm2d(b)) if stride > 1 else nn.Identity()

    def forward(s, x):
        return F.relu(s.nb(s.b(F.relu(s.na(s.a(x))))) + s.short(x))


class Gates(nn.Module):
    def __init__(s, c):
        super().__init__()
        s.a, s.b, s.p = nn.Conv2d(c, 2, 1), nn.Conv2d(2, c, 1), nn.Conv2d(c, 1, 1)

    def forward(s, x):
        g = torch.sigmoid(s.b(F.relu(s.a(F.adaptive_avg_pool2d(x, 1)))))
        return x * g + torch.sigmoid(s.p(x)) * x


class Of(nn.Module):
    def __init__(s, f, *modules):
        super().__init__()
        s.m, s.f = nn.ModuleList(modules), f

    def forward(s, x):
        return s.f(x, *s.m)


image, larger = (2, 8, 7), (2, 11, 10)
models = {
    "unet": (UNet(), (2, 8, 12), (2, 13, 10)),
    "unet_odd": (UNet(), (2, 13, 10), None),
    "unet_size": (UNet(up="size"), (2, 8, 12), (2, 13, 10)),
    "unet_bilinear": (UNet(up="bilinear"), (2, 8, 12), (2, 12, 8)),
    "unet_corners": (UNet(up="corners"), (2, 8, 12), (2, 13, 10)),
    "unet_nearest": (UNet(up="nearest"), (2, 8, 12), (2, 12, 8)),
    "unet_nearest_size": (UNet(up="nearest_size"), (2, 8, 12), (2, 12, 8)),
    "resnet": (nn.Sequential(nn.Conv2d(2, 4, 7, 2, 3, bias=False), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
                             Residual(4, 4, 1), Residual(4, 6, 2), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
                             nn.Dropout(0.3), nn.Linear(6, 3), nn.Softmax(1)), (2, 16, 12), (2, 21, 17)),
    "classifier": (nn.Sequential(nn.Conv2d(2, 3, 3), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(3 * 3 * 2, 6),
                                 nn.ELU(0.5), nn.Linear(6, 2)), image, None),
    "view": (Of(lambda x, a, b: b(a(x).view(x.size(0), -1)), nn.Conv2d(2, 3, 1), nn.Linear(3 * 8 * 7, 2)), image, None),
    "features": (nn.Sequential(nn.Linear(5, 8), nn.BatchNorm1d(8), nn.LeakyReLU(0.2), nn.Linear(8, 2, bias=False)), (5,), None),
    "gates": (Gates(2), image, larger),
    "group_norm": (nn.Sequential(nn.Conv2d(2, 6, 3), nn.GroupNorm(3, 6), nn.SiLU()), image, larger),
    "instance_norm": (nn.Sequential(nn.Conv2d(2, 3, 3), nn.InstanceNorm2d(3, affine=True), nn.GELU()), image, larger),
    "softplus": (nn.Sequential(nn.Conv2d(2, 3, 1), nn.Softplus(), nn.Softmax(1)), image, larger),
    "depthwise": (nn.Sequential(nn.Conv2d(2, 4, 3, padding=1, groups=2), nn.Conv2d(4, 8, (3, 1), groups=4)), image, larger),
    "grouped": (nn.Conv2d(4, 6, 3, groups=2), (4, 8, 7), None),
    "dilated": (nn.Conv2d(2, 3, 3, padding=2, dilation=2), image, larger),
    "dilated_valid": (nn.Conv2d(2, 3, 3, dilation=2), image, larger),
    "reflect": (nn.Sequential(nn.ReflectionPad2d(2), nn.Conv2d(2, 3, 5)), image, larger),
    "padding_mode": (nn.Conv2d(2, 3, 3, padding=1, padding_mode="reflect"), image, larger),
    "replicate": (nn.Sequential(nn.ReplicationPad2d((1, 2, 0, 3)), nn.Conv2d(2, 3, 3)), image, larger),
    "pad": (Of(lambda x: F.pad(x, (1, 0, 2, -3))), image, larger),
    "average_pool": (nn.AvgPool2d(3, 2, 1), image, larger),
    "average_pool_inside": (nn.AvgPool2d(3, 1, 1, count_include_pad=False), image, larger),
    "ceil_pool": (nn.MaxPool2d(2, ceil_mode=True), (2, 11, 9), (2, 20, 17)),
    "transposed": (nn.ConvTranspose2d(2, 3, 3, stride=2, padding=1, output_padding=1), image, larger),
    "transposed_4": (nn.ConvTranspose2d(2, 3, 4, stride=2, padding=1), image, larger),
    "transposed_valid": (nn.ConvTranspose2d(2, 3, 3, stride=2), image, larger),
    "crop": (Of(lambda x: x[:, :, 1:-2, 3:]), image, larger),
    "crop_to": (Of(lambda x, a: a(F.pad(x, (0, 3, 0, 3)))[:, :, : x.size(2), : x.size(3)], nn.Tanh()), image, larger),
    "scaling": (Of(lambda x: (x / 2 - torch.tensor([0.5, 0.25]).view(1, 2, 1, 1)) * 3 + 1 - x), image, larger),
    "mean": (Of(lambda x: 1 - x.mean((2, 3))), image, larger),
}


def main(folder, names):
    arrays = {}
    for name, (model, shape, other) in models.items():
        if names and name not in names:
            continue
        torch.manual_seed(7)
        for module in model.modules():
            for p in module.parameters(recurse=False):
                nn.init.normal_(p, std=0.4)
            if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
                nn.init.uniform_(module.running_var, 0.5, 2)
                nn.init.normal_(module.running_mean, std=0.3)
        model.eval()
        axes = {"x": {0: "n", 2: "rows", 3: "cols"}} if other else {"x": {0: "n"}}
        torch.onnx.export(model, torch.zeros(1, *shape), f"{folder}/{name}.onnx", opset_version=13, input_names=["x"],
                          output_names=["y"], dynamic_axes=axes)
        for suffix, s in (("", shape), ("_other", other)):
            if s is None:
                continue
            x = torch.randn(2, *s)
            with torch.no_grad():
                y = model(x)
            arrays[name + suffix + "_x"], arrays[name + suffix + "_y"] = x.numpy(), y.numpy()

    np.savez(f"{folder}/torch.npz", **arrays)


main(sys.argv[1], sys.argv[2:])
