"""Writes autoencoder_torch.safetensors and autoencoder.json with PyTorch and the safetensors package, and reads
autoencoder_elbow.safetensors, which elbow wrote of the same model.

    python make_autoencoder.py          writes the first two
    python make_autoencoder.py check    reads the third, and compares what it makes of the rows with the second

Written with torch 2.13.0 and safetensors 0.8.0.
"""

import json
import math
import pathlib
import sys

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn

HERE = pathlib.Path(__file__).parent
COLUMNS, HIDDEN, LATENTS = 6, 5, 2
ROWS = [[0, 1, 0, 0, 1, 1], [1, 1, 1, 0, 0, 0], [0, 0, 0, 0, 0, 1], [1, 0, 1, 0, 1, 0]]


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(COLUMNS, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, 2 * LATENTS))
        self.decoder = nn.Sequential(nn.Linear(LATENTS, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, COLUMNS))


def results(model):
    """Reconstructions, the bound and log p(x) of every row, in Double, by the trapezoidal rule over both latents."""
    model = model.double()
    x = torch.tensor(ROWS, dtype=torch.float64)
    with torch.no_grad():
        mean, log_variance = model.encoder(x).chunk(2, 1)
        decoded = torch.sigmoid(model.decoder(mean))
        t = torch.arange(-9, 9.01, 0.05, dtype=torch.float64)
        grid = torch.cartesian_prod(t, t)
        weights = torch.exp(-0.5 * (grid**2).sum(1))
        weights = weights / weights.sum()

        def log_likelihood(row, z):
            losses = nn.functional.binary_cross_entropy_with_logits(
                model.decoder(z), row.expand(len(z), -1), reduction="none")
            return -losses.sum(1)

        bounds, likelihoods = [], []
        for row, m, v in zip(x, mean, log_variance):
            expected = (weights * log_likelihood(row, m + torch.exp(0.5 * v) * grid)).sum()
            divergence = 0.5 * (m**2 + v.exp() - 1 - v).sum()
            bounds.append((expected - divergence).item())
            prior = -0.5 * (grid**2).sum(1) - math.log(2 * math.pi)
            joint = log_likelihood(row, grid) + prior
            likelihoods.append((torch.logsumexp(joint, 0) + 2 * math.log(0.05)).item())
    return {
        "rows": ROWS, "means": mean.tolist(), "decoded": decoded.tolist(), "bounds": bounds,
        "log_likelihoods": likelihoods,
    }


def write():
    torch.manual_seed(7)
    model = Autoencoder()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(2.5)
    settings = {
        "model": "vae", "latents": str(LATENTS), "encoder": str(HIDDEN), "decoder": str(HIDDEN),
        "activation": "tanh", "likelihood": "bernoulli", "objective": "elbo", "draws": "1", "beta": "1.0",
        "warmup": "0", "free_nats": "0.0", "batch": "4", "epochs": "10", "rate": "0.001",
        "rate_falls": "false", "held_out": "0.0", "conditional": "false", "seed": "42",
    }
    save_file(model.state_dict(), HERE / "autoencoder_torch.safetensors", metadata=settings)
    (HERE / "autoencoder.json").write_text(json.dumps(results(model), indent=1) + "\n")


def check():
    model = Autoencoder()
    with safe_open(HERE / "autoencoder_elbow.safetensors", framework="pt") as file:
        names = [name for name in file.keys() if name.startswith(("encoder.", "decoder."))]
        model.load_state_dict({name: file.get_tensor(name) for name in names}, strict=True)
        assert file.metadata()["likelihood"] == "bernoulli"
    expected = json.loads((HERE / "autoencoder.json").read_text())
    found = results(model)
    for name in ["means", "decoded", "bounds", "log_likelihoods"]:
        difference = (torch.tensor(found[name]) - torch.tensor(expected[name])).abs().max().item()
        print(f"{name}: at most {difference:.1e} apart")
        assert difference < 1e-12


if __name__ == "__main__":
    check() if sys.argv[1:] == ["check"] else write()
