import NumericCore

extension VariationalFit {
  /// The fit after a person's change.
  /// - Throws: `.invalidSetting` for what it cannot take.
  public func changed(by change: VariationalChange) throws(FittingError) -> VariationalFit {
    var result = self
    switch change {
    case .method(let method):
      result.settings.method = method
      result.restart()
    case .tolerance(let tolerance):
      guard tolerance.isFinite, tolerance >= 0 else {
        throw .invalidSetting(name: "tolerance", found: String(tolerance), expected: "0 or a positive number")
      }
      result.settings.tolerance = tolerance
    case .coordinates(let theta):
      guard theta.count == self.theta.count, theta.allSatisfy(\.isFinite) else {
        throw .invalidSetting(
          name: "parameter", found: "\(theta.count) numbers", expected: "\(self.theta.count) finite numbers")
      }
      result.theta = theta
      result.restart()
    case .refine(let unit):
      try result.replaceLaw(ofUnit: unit) { law, curve in
        law.best(decoder, unit: unit, theta, &curve).law
      }
    case .law(let unit, let law):
      guard law.mean.isFinite, law.deviation.isFinite, law.deviation > 0 else {
        throw .invalidSetting(
          name: "law", found: "m \(law.mean), s \(law.deviation)",
          expected: "a finite mean and a positive deviation")
      }
      try result.replaceLaw(ofUnit: unit) { _, _ in law }
    case .dial, .parallel, .mixtureEncoder, .family, .components:
      throw .invalidSetting(
        name: "change", found: "\"\(change)\"", expected: "one that a \(Self.summary.title) has")
    }
    return result
  }

  /// The next step is an E half-step, with nothing to compare its bound with.
  private mutating func restart() {
    hasLaws = false
    lastBound = nil
  }

  private mutating func replaceLaw(
    ofUnit unit: Int, by change: (GaussianLaw, inout ScalarCurve) -> GaussianLaw
  ) throws(FittingError) {
    guard (0..<decoder.unitCount).contains(unit) else {
      throw .invalidSetting(
        name: "unit", found: String(unit + 1), expected: "from 1 to \(decoder.unitCount)")
    }
    var own = (0..<decoder.unitCount).map { unit -> GaussianLaw in
      if case .gaussian(let law) = law(ofUnit: unit) { law } else { GaussianLaw() }
    }
    var curve = ScalarCurve()
    own[unit] = change(own[unit], &curve)
    laws = .gaussian(own)
    lastBound = nil
  }
}
