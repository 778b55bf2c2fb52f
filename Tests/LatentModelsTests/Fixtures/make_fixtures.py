#!/usr/bin/env python3
"""Writes mixtures.json: scikit-learn's log-likelihood at every iteration of EM, for the four covariance families.

    python3 make_fixtures.py          needs numpy and scikit-learn; scikit-learn 1.9.1 wrote the file that stands here

Every fit starts from the same cut of the rows into K groups of equal size in the order of the first column: the share,
the mean and the covariance (n in the denominator) of each group. A tied fit starts from the weighted mean of the
covariances, a diagonal one from their diagonals, a spherical one from the means of their diagonals. The ridge is 0.
"""

import csv
import json
import pathlib

import numpy as np
from sklearn.mixture import GaussianMixture
from sklearn.mixture._gaussian_mixture import _compute_precision_cholesky

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parents[2] / "assets" / "data"
ITERATIONS = 40


def table(file, columns):
    """The rows of a CSV file in which all of `columns` are numbers."""
    rows = []
    with open(DATA / file, newline="") as stream:
        for record in csv.DictReader(stream):
            try:
                rows.append([float(record[name]) for name in columns])
            except ValueError:
                pass
    return np.array(rows)


def standardized(x):
    return (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)


def start(x, k):
    """Weights, means and full covariances of K groups of rows."""
    groups = np.array_split(x[np.argsort(x[:, 0], kind="stable")], k)
    weights = np.array([len(g) for g in groups]) / len(x)
    means = np.array([g.mean(axis=0) for g in groups])
    covariances = np.array([(g - g.mean(axis=0)).T @ (g - g.mean(axis=0)) / len(g) for g in groups])
    return weights, means, covariances


def projected(weights, covariances, family):
    """The covariances in the shape that scikit-learn keeps a family in."""
    if family == "full":
        return covariances.copy()
    if family == "tied":
        return np.einsum("k,kij->ij", weights, covariances)
    diagonals = np.array([np.diagonal(c) for c in covariances])
    return diagonals if family == "diag" else diagonals.mean(axis=1)


def run(name, x, k, family):
    weights, means, covariances = start(x, k)
    model = GaussianMixture(k, covariance_type=family, reg_covar=0)
    model.weights_, model.means_ = weights.copy(), means.copy()
    model.covariances_ = projected(weights, covariances, family)
    model.precisions_cholesky_ = _compute_precision_cholesky(model.covariances_, family)
    log_likelihoods = []
    for iteration in range(ITERATIONS + 1):
        # The mean log-density of the E-step belongs to the parameter before the M-step that follows.
        mean_log_density, log_responsibilities = model._e_step(x)
        log_likelihoods.append(float(mean_log_density) * len(x))
        if iteration < ITERATIONS:
            model._m_step(x, log_responsibilities)
    return {
        "data": name,
        "family": family,
        "weights": weights.tolist(),
        "means": means.tolist(),
        "covariances": covariances.tolist(),
        "logLikelihoods": log_likelihoods,
        "freeParameters": int(model._n_parameters()),
        "aic": float(model.aic(x)),
        "bic": float(model.bic(x)),
        "finalWeights": model.weights_.tolist(),
        "finalMeans": model.means_.tolist(),
    }


def main():
    faithful = table("faithful.csv", ["eruptions", "waiting"])
    iris = table("iris.csv", ["sepal_length", "sepal_width", "petal_length", "petal_width"])
    penguins = table(
        "penguins.csv", ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"])
    fits = [("faithful", faithful, 2), ("faithful", faithful, 3), ("iris", iris, 3),
            ("penguins", standardized(penguins), 3)]
    runs = [run(name, x, k, family)
            for name, x, k in fits for family in ("full", "tied", "diag", "spherical")]
    # json writes the shortest text that reads back as the same double: up to 17 digits.
    with open(HERE / "mixtures.json", "w") as stream:
        stream.write("[\n" + ",\n".join(json.dumps(r, separators=(",", ":")) for r in runs) + "\n]\n")


if __name__ == "__main__":
    main()
