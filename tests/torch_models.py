"""Published models of PyTorch, written out by hand, and random chains of layers."""

import random
from typing import Any

import torch
from torch import nn


class LeNet(nn.Module):
    """LeNet-5 as it is taught: functions between its layers."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = nn.functional.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = nn.functional.max_pool2d(torch.relu(self.conv2(x)), (2, 2))
        x = x.view(x.size(0), -1)
        return self.fc3(torch.relu(self.fc2(torch.relu(self.fc1(x)))))


class Classifier(nn.Module):
    """Features, an adaptive pooling and a classifier, the form of AlexNet and VGG."""

    def __init__(self, features: nn.Module, side: int, classifier: nn.Module) -> None:
        super().__init__()
        self.features = features
        self.avgpool = nn.AdaptiveAvgPool2d((side, side))
        self.classifier = classifier

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.classifier(torch.flatten(self.avgpool(self.features(x)), 1))


def alexnet() -> nn.Module:
    features = nn.Sequential(
        nn.Conv2d(3, 64, 11, stride=4, padding=2),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(3, 2),
        nn.Conv2d(64, 192, 5, padding=2),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(3, 2),
        nn.Conv2d(192, 384, 3, padding=1),
        nn.ReLU(inplace=True),
        nn.Conv2d(384, 256, 3, padding=1),
        nn.ReLU(inplace=True),
        nn.Conv2d(256, 256, 3, padding=1),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(3, 2),
    )
    dense = (nn.Dropout(), nn.Linear(256 * 36, 4096), nn.ReLU(inplace=True))
    more = (nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU(inplace=True), nn.Linear(4096, 1000))
    return Classifier(features, 6, nn.Sequential(*dense, *more))


def vgg16() -> nn.Module:
    layers: list[nn.Module] = []
    below = 3
    for count, channels in ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)):
        for _ in range(count):
            layers += [nn.Conv2d(below, channels, 3, padding=1), nn.ReLU(inplace=True)]
            below = channels
        layers.append(nn.MaxPool2d(2, 2))
    dense = (nn.Linear(512 * 49, 4096), nn.ReLU(True), nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU(True), nn.Dropout())
    return Classifier(nn.Sequential(*layers), 7, nn.Sequential(*dense, nn.Linear(4096, 1000)))


def resnet_stem() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)
    )


class Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 3, 3, padding=1), nn.ReLU())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.body(x)


def random_chain(seed: int, most: int = 7, pools: bool = True) -> tuple[nn.Sequential, tuple[int, ...]]:
    """A Sequential that takes an image of that shape; `pools` allows maxima and what else hides a gradient."""
    pick = random.Random(seed)
    shape: tuple[int, ...] = (pick.randint(1, 4), pick.randint(14, 24), pick.randint(14, 24))
    start = shape
    found: list[nn.Module] = []
    while len(found) < most:
        layer = _layer(pick, shape[0], pools)
        try:
            given = tuple(layer.eval()(torch.zeros(1, *shape)).shape[1:])
        except (RuntimeError, ValueError):  # too large for what is left
            break
        if max(given) > 60:
            break
        shape = given
        found.append(layer)
    if pools and pick.random() < 0.5:
        found += [nn.Flatten(), nn.Linear(shape[0] * shape[1] * shape[2], 5), nn.Softmax(dim=1)]
    return nn.Sequential(*found), start


def _layer(pick: random.Random, channels: int, pools: bool) -> nn.Module:
    few: dict[str, Any] = {"stride": pick.randint(1, 2), "padding": pick.randint(0, 1)}
    kernel, groups = pick.choice((1, 2, 3, (2, 3))), pick.choice((1, channels))
    padded = few | ({"padding": 0} if kernel == 1 else {})
    dilated = {"dilation": pick.randint(1, 2), "groups": groups, "bias": pick.random() < 0.5}
    layers = [
        nn.Conv2d(channels, groups * pick.randint(1, 3), kernel, **padded, **dilated),
        nn.Conv2d(channels, 4, 3, padding=pick.choice(("same", "valid")), dilation=dilated["dilation"]),
        nn.ConvTranspose2d(channels, 2 * groups, pick.choice((2, 3, 4)), **few, groups=groups),
        nn.AvgPool2d(kernel, **padded),
        nn.ZeroPad2d(tuple(pick.randint(0, 2) for _ in range(4))),
        nn.Upsample(scale_factor=2),
        nn.AdaptiveAvgPool2d((pick.randint(2, 7), pick.randint(2, 7))),
    ]
    layers += [nn.PixelShuffle(2)] * (channels % 4 == 0) + [nn.PixelUnshuffle(2)] * (channels < 3)
    hiding = [nn.MaxPool2d(kernel, **padded), nn.BatchNorm2d(channels), nn.ReLU(), nn.GELU(), nn.Dropout(), nn.PReLU()]
    return pick.choice(layers + hiding * pools)
