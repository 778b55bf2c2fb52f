"""Writes network.safetensors with the safetensors package (pip install safetensors numpy): two linear layers, called and laid
out as PyTorch's state_dict has them, a counter and a loss."""

import os

import numpy as np
from safetensors.numpy import save_file

HERE = os.path.dirname(os.path.abspath(__file__))


def ramp(*shape):
    return (np.arange(np.prod(shape), dtype=np.float32).reshape(shape) - 2) / np.float32(3)


save_file(
    {
        "encoder.0.weight": ramp(3, 2),
        "encoder.0.bias": ramp(3),
        "decoder.0.weight": ramp(2, 3),
        "decoder.0.bias": ramp(2),
        "steps": np.array([12345678901], dtype=np.int64),
        "loss": np.array(0.1, dtype=np.float64),
        'a "name"\twith é': np.array([1.5, -np.inf], dtype=np.float64),
    },
    os.path.join(HERE, "network.safetensors"),
    metadata={"format": "pt"},
)
