import RealModule

/// log Σ exp aᵢ, without overflow or underflow of the terms; −∞ for no terms.
public func logSumExp(_ terms: [Double]) -> Double {
  guard let largest = terms.max(), largest > -.infinity else { return -.infinity }
  guard largest < .infinity else { return .infinity }
  return largest + Double.log(terms.reduce(0) { $0 + Double.exp($1 - largest) })
}

/// log(1 + eᵘ) = max(u, 0) + log1p(e^−|u|), for every u.
public func softplus(_ u: Double) -> Double {
  max(u, 0) + Double.log(onePlus: Double.exp(-abs(u)))
}

/// 1 / (1 + e⁻ᵘ), for every u.
public func sigmoid(_ u: Double) -> Double {
  let e = Double.exp(-abs(u))
  return u >= 0 ? 1 / (1 + e) : e / (1 + e)
}

/// −p log p, with its limit 0 at p = 0: one term of an entropy, in nats.
public func entropyTerm(_ p: Double) -> Double {
  p > 0 ? -p * Double.log(p) : 0
}

/// KL(N(m, s²) ‖ N(0, 1)) in nats (Kullback & Leibler, 1951).
public func standardNormalDivergence(mean m: Double, standardDeviation s: Double) -> Double {
  0.5 * (m * m + s * s - 1) - Double.log(s)
}

/// log 2π.
public let log2Pi = 1.8378770664093454835606594728112353
