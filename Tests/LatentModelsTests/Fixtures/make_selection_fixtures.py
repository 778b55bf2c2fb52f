#!/usr/bin/env python3
"""Writes selection.json: maxima that scikit-learn found, with what they are worth, for SelectionTests.swift.

    python3 make_selection_fixtures.py          needs numpy and scikit-learn; scikit-learn 1.9.1 wrote the file

Three tables in their own units, four families, one to six components, the ridge 1e-6, converged to rounding.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.mixture import GaussianMixture

from make_fixtures import table

HERE = pathlib.Path(__file__).resolve().parent
DATA = {
    "faithful": table("faithful.csv", ["eruptions", "waiting"]),
    "iris": table("iris.csv", ["sepal_length", "sepal_width", "petal_length", "petal_width"]),
    "penguins": table("penguins.csv", ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]),
}

runs = []
for name, x in DATA.items():
    for k in range(1, 7):
        for family in ["full", "tied", "diag", "spherical"]:
            fit = GaussianMixture(k, covariance_type=family, reg_covar=1e-6, tol=1e-11, max_iter=4000,
                                  random_state=k)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                fit.fit(x)
            d = x.shape[1]
            c = fit.covariances_
            covariances = {"full": lambda: c, "tied": lambda: [c] * k, "diag": lambda: [np.diag(v) for v in c],
                           "spherical": lambda: [v * np.eye(d) for v in c]}[family]()
            runs.append({
                "data": name, "family": family, "weights": fit.weights_.tolist(), "means": fit.means_.tolist(),
                "covariances": [np.asarray(m).tolist() for m in covariances],
                "logLikelihood": float(fit.score(x) * len(x)), "freeParameters": int(fit._n_parameters()),
                "aic": float(fit.aic(x)), "bic": float(fit.bic(x)),
            })
(HERE / "selection.json").write_text(json.dumps(runs) + "\n")
