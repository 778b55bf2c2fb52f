import NumericCore

extension VariationalFit {
  /// The fit after a person's change.
  /// - Throws: `.invalidSetting` for what it cannot take.
  public func changed(by change: VariationalChange) throws(FittingError) -> VariationalFit {
    var result = self
    switch change {
    case .method(let method):
      result.settings.method = method
      try result.settings.validateDraws()
      result.course.restart()
    case .tolerance(let tolerance):
      try FittingError.validate(tolerance: tolerance)
      result.settings.tolerance = tolerance
    case .coordinates(let theta):
      guard theta.count == self.theta.count, theta.allSatisfy(\.isFinite) else {
        throw .invalidSetting(
          name: "parameter", found: "\(theta.count) numbers", expected: "\(self.theta.count) finite numbers")
      }
      result.theta = theta
      result.course.restart()
    case .refine(let unit):
      try checkUnit(unit)
      result.refine([unit])
    case .refineAll:
      guard decoder.work <= Self.mostRefined else {
        throw .invalidSetting(
          name: "refinement", found: "\(decoder.unitCount) units",
          expected:
            "data of which all laws are refined within a second: set q to each unit's own Gaussian instead")
      }
      result.refine(Array(0..<decoder.unitCount))
    case .law(let unit, let law):
      guard law.mean.isFinite, law.deviation.isFinite, law.deviation > 0 else {
        throw .invalidSetting(
          name: "law", found: "m \(law.mean), s \(law.deviation)",
          expected: "a finite mean and a positive deviation")
      }
      try checkUnit(unit)
      try result.place(law, unit)
    case .dial, .parallel, .mixtureEncoder, .family, .components:
      throw refusal(of: change)
    }
    return result
  }

  private func checkUnit(_ unit: Int) throws(FittingError) {
    guard (0..<decoder.unitCount).contains(unit) else {
      throw .invalidSetting(
        name: "unit", found: String(unit + 1), expected: "from 1 to \(decoder.unitCount)")
    }
  }

  /// All laws are refined at once where this takes about a second: a change cannot be cancelled.
  private static var mostRefined: Double { 5000 }

  /// Brings the laws of units to their best at the present θ, by an ascent from where they are: under an encoder, this is what
  /// its amortisation costs. The next E half-step reads the encoder's laws again.
  private mutating func refine(_ units: [Int]) {
    var curve = ScalarCurve()
    func best(_ unit: Int) -> GaussianLaw {
      laws.gaussian(ofUnit: unit).best(decoder, unit: unit, theta, &curve).law
    }
    switch laws {
    case .prior:
      var own = [GaussianLaw](repeating: GaussianLaw(), count: decoder.unitCount)
      for unit in units { own[unit] = best(unit) }
      laws = .gaussian(own)
    case .gaussian(var own):
      for unit in units { own[unit] = best(unit) }
      laws = .gaussian(own)
    case .encoded(var encoded):
      for unit in units { encoded.laws[unit] = best(unit) }
      laws = .encoded(encoded)
    case .twoPart(var own):
      for unit in units {
        own[unit] =
          TwoPartLaw.best(from: own[unit], or: GaussianLaw(), decoder, unit: unit, theta, &curve).law
      }
      laws = .twoPart(own)
    case .histograms, .weighted, .conditional:
      // These are the best of their kind wherever they are computed.
      break
    }
    course.lastBound = nil
  }

  /// Puts a Gaussian in the place of a unit's law.
  private mutating func place(_ law: GaussianLaw, _ unit: Int) throws(FittingError) {
    switch laws {
    case .prior:
      var own = [GaussianLaw](repeating: GaussianLaw(), count: decoder.unitCount)
      own[unit] = law
      laws = .gaussian(own)
    case .gaussian(var own):
      own[unit] = law
      laws = .gaussian(own)
    case .encoded(var encoded):
      encoded.laws[unit] = law
      laws = .encoded(encoded)
    case .twoPart(var own):
      own[unit] = TwoPartLaw(share: 0.5, first: law, second: law)
      laws = .twoPart(own)
    case .histograms, .weighted, .conditional:
      throw .invalidSetting(
        name: "law", found: settings.method.name, expected: "laws that are Gaussians to place one by hand")
    }
    course.lastBound = nil
  }
}
