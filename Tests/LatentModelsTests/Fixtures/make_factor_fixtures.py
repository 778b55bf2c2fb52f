"""Log-likelihoods of scikit-learn's factor analysis and principal components, for FactorTests.swift.

Run with scikit-learn at hand: python3 make_factor_fixtures.py > factor.json
"""
import csv, json, math, os
import numpy as np
from scipy.optimize import minimize
from sklearn.decomposition import PCA, FactorAnalysis

ASSETS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../assets/data")

def table(name, columns):
    with open(os.path.join(ASSETS, name)) as file:
        rows = list(csv.DictReader(file))
    cells = [[row[c] for c in columns] for row in rows]
    return np.array([[float(v) for v in row] for row in cells if all(v not in ("", "NA") for v in row)])

DATA = {
    "iris": table("iris.csv", ["sepal_length", "sepal_width", "petal_length", "petal_width"]),
    "penguins": table("penguins.csv", ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]),
}

def observed(theta, x, k):
    """Minus the log-likelihood of what was observed under one factor model, row by row."""
    d = x.shape[1]
    mu, w, psi = theta[:d], theta[d:d + d * k].reshape(d, k), np.exp(theta[d + d * k:])
    c, total = w @ w.T + np.diag(psi), 0.0
    for row in x:
        o = ~np.isnan(row)
        if not o.any():
            continue
        s, r = c[np.ix_(o, o)], row[o] - mu[o]
        total += -0.5 * (o.sum() * math.log(2 * math.pi) + np.linalg.slogdet(s)[1] + r @ np.linalg.solve(s, r))
    return -total

# Six columns of two factors, so that the maximum lies inside the parameter space.
r = np.random.default_rng(3)
MADE = np.round(r.normal(size=(120, 2)) @ r.normal(size=(2, 6)) + r.normal(size=(120, 6)) * [.5, .8, .6, 1, .7, .9], 3)

result = {"made": MADE.tolist(), "factor": [], "pca": [], "missing": []}
for k in (1, 2):
    fit = FactorAnalysis(k, tol=1e-13, max_iter=1_000_000, svd_method="lapack").fit(MADE)
    result["factor"].append({"k": k, "log_likelihood": fit.score(MADE) * len(MADE),
                             "noise": fit.noise_variance_.tolist()})
for name, x in DATA.items():
    for k in (1, 2, 3):
        result["pca"].append({"data": name, "k": k, "score": PCA(k).fit(x).score(x) * len(x)})

# Every third row of the made data lacks one value, in turn.
x = MADE.copy()
for i in range(0, len(x), 3):
    x[i, (i // 3) % 6] = np.nan
start = np.concatenate([np.nanmean(x, 0), 0.5 * np.ones(6), np.log(0.5 * np.ones(6))])
best = minimize(observed, start, args=(x, 1), method="BFGS", options={"gtol": 1e-8, "maxiter": 5000})
best = minimize(observed, best.x, args=(x, 1), method="BFGS", options={"gtol": 1e-9, "maxiter": 5000})
result["missing"].append({"log_likelihood": -best.fun, "mean": best.x[:6].tolist(),
                          "noise": np.exp(best.x[12:]).tolist()})
print(json.dumps(result))
