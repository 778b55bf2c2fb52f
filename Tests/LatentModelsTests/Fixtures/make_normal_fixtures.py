"""Maxima of the observed likelihood of a normal law and of a random intercept by direct maximisation, for NormalTests.swift and
RandomInterceptTests.swift.

Run with SciPy at hand: python3 make_normal_fixtures.py > normal.json
"""
import csv, json, math, os
import numpy as np
from scipy.optimize import minimize
from scipy.stats import multivariate_normal

ASSETS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../assets/data")
with open(os.path.join(ASSETS, "iris.csv")) as file:
    IRIS = np.array([[float(r[c]) for c in ("sepal_length", "sepal_width", "petal_length", "petal_width")]
                     for r in csv.DictReader(file)])
with open(os.path.join(ASSETS, "dyestuff.csv")) as file:
    DYE = [(r["batch"], float(r["yield"])) for r in csv.DictReader(file)]

def climb(function, start):
    best = minimize(function, start, method="BFGS", options={"gtol": 1e-8, "maxiter": 5000})
    for _ in range(3):
        best = minimize(function, best.x, method="BFGS", options={"gtol": 1e-10, "maxiter": 5000})
    return best

# Every row lacks one value in turn, every fifth another as well; weights 1, 2, 0, 1, 2, 0 …
x = IRIS.copy()
w = np.array([(1, 2, 0)[i % 3] for i in range(len(x))], float)
for i in range(0, len(x), 2):
    x[i, (i // 2) % 4] = np.nan
for i in range(0, len(x), 5):
    x[i, (i // 5 + 1) % 4] = np.nan

def unpack(theta):
    lower = np.zeros((4, 4))
    lower[np.tril_indices(4)] = theta[4:]
    lower[np.diag_indices(4)] = np.exp(np.diag(lower))
    return theta[:4], lower @ lower.T

def normal(theta):
    mean, covariance = unpack(theta)
    total = 0.0
    for row, weight in zip(x, w):
        o = ~np.isnan(row)
        if weight == 0 or not o.any():
            continue
        s, r = covariance[np.ix_(o, o)], row[o] - mean[o]
        total += weight * -0.5 * (o.sum() * math.log(2 * math.pi) + np.linalg.slogdet(s)[1] + r @ np.linalg.solve(s, r))
    return -total

lower = np.linalg.cholesky(np.cov(IRIS.T))
lower[np.diag_indices(4)] = np.log(np.diag(lower))
best = climb(normal, np.concatenate([IRIS.mean(0), lower[np.tril_indices(4)]]))
mean, covariance = unpack(best.x)

# Dyestuff without its first row, its seventh and eighth, and its last four: groups of 4, 3, 5, 5, 5 and 1.
left = [r for i, r in enumerate(DYE) if i not in (0, 6, 7, 26, 27, 28, 29)]

def intercept(theta):
    mu, within, between = theta[0] * 100 + 1500, math.exp(theta[1]), math.exp(theta[2])
    total = 0.0
    for name in "ABCDEF":
        y = np.array([v for g, v in left if g == name])
        total += multivariate_normal.logpdf(y, np.full(len(y), mu), within * np.eye(len(y)) + between)
    return -total

found = climb(intercept, np.array([.3, 7.8, 7.2]))
print(json.dumps({
    "normal": {"log_likelihood": -best.fun, "mean": mean.tolist(), "covariance": covariance.tolist()},
    "intercept": {"log_likelihood": -found.fun, "mean": found.x[0] * 100 + 1500, "within": math.exp(found.x[1]),
                  "between": math.exp(found.x[2])}}))
