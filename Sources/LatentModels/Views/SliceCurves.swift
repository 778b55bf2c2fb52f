import NumericCore

/// ℓ and F(·, q) as functions of the place on a line.
struct SliceCurves<Model: ExpectationMaximization> {
  /// How q was obtained, and where on the line.
  let law: ExpectationKind
  let lawPlace: Double
  /// How the bound is known.
  let bound: MinoriserSlice.Bound
  /// How many rows the log-likelihood is computed on.
  let rows: Int

  private let line: SliceLine<Model>
  private let workspace: Workspace
  /// Of q on all rows.
  private let statistics: Model.Statistics
  /// What makes F of Q, in the data's own units.
  private let constant: Double
  /// Some of the rows, how many times each stands for, and q on them; nil where all rows are looked at.
  private let sample: (model: Model, scale: Double, statistics: Model.Statistics)?
  /// What makes the log-likelihood of what is computed of it: the units, and for some of the rows the others.
  private let level: Double

  /// The curves along `line` under the law that `request` asks for.
  init(
    _ request: SliceRequest, along line: SliceLine<Model>, in workspace: Workspace
  ) throws(FittingError) {
    let model = line.model
    self.line = line
    self.workspace = workspace
    law = request.law ?? model.plan.method.expectation
    lawPlace = request.lawPlace ?? line.lawPlace
    guard let parameters = line.parameters(at: lawPlace) else {
      throw .noSlice(reason: "q would belong to a parameter outside its space there")
    }
    if let known = line.statistics, lawPlace == line.lawPlace, law == model.plan.method.expectation {
      statistics = known
    } else {
      statistics = try model.expectation(law, at: parameters, step: model.stepsTaken, in: workspace)
    }
    if case .minibatch = law {
      bound = .estimated
    } else {
      bound = statistics.entropy == nil ? .shifted : .exact
    }
    sample = try SliceCurves.sample(of: model, law, at: parameters, atMost: request.mostRows, in: workspace)
    rows = sample?.model.data.rows ?? model.data.rows

    let atLaw = try model.expectedLogJoint(statistics, at: parameters)
    if let entropy = statistics.entropy {
      constant = entropy - model.unitOffset
      level = -model.unitOffset
    } else {
      // Q meets ℓ where q was computed.
      let exact = try model.expectation(.exact, at: parameters, step: 0, in: workspace).objective.nats
      constant = exact - model.unitOffset - atLaw
      if let sample {
        let some = try sample.model.expectation(.exact, at: parameters, step: 0, in: workspace)
        level = exact - model.unitOffset - sample.scale * some.objective.nats
      } else {
        level = -model.unitOffset
      }
    }
  }

  /// Both curves at `place`; nil outside the parameter space.
  func point(at place: Double) -> MinoriserSlice.Point? {
    guard let parameters = line.parameters(at: place), let bound = bound(at: parameters),
      let nats = logLikelihood(at: parameters, bound: bound), nats.isFinite, bound.isFinite
    else { return nil }
    return MinoriserSlice.Point(place: place, logLikelihood: nats, bound: bound)
  }

  /// Both curves at `place` with their slopes, by central differences of fourth order.
  func reading(at place: Double, step h: Double) -> MinoriserSlice.Reading? {
    guard let here = point(at: place) else { return nil }
    let around = [-2.0, -1, 1, 2].map { point(at: place + $0 * h) }
    func slope(_ value: (MinoriserSlice.Point) -> Double) -> Double {
      guard let a = around[0], let b = around[1], let c = around[2], let d = around[3] else { return .nan }
      return (value(a) - 8 * value(b) + 8 * value(c) - value(d)) / (12 * h)
    }
    return MinoriserSlice.Reading(
      point: here, slope: slope(\.logLikelihood), slopeOfBound: slope(\.bound))
  }

  private func bound(at parameters: Model.Parameters) -> Double? {
    (try? line.model.expectedLogJoint(statistics, at: parameters)).map { $0 + constant }
  }

  /// ℓ, which on a sample is F plus the gap of the sample: what the rows have in common cancels.
  private func logLikelihood(at parameters: Model.Parameters, bound: Double) -> Double? {
    let model = sample?.model ?? line.model
    guard
      let nats = try? model.expectation(.exact, at: parameters, step: 0, in: workspace).objective.nats
    else { return nil }
    guard let sample else { return nats + level }
    guard let entropy = sample.statistics.entropy else { return sample.scale * nats + level }
    guard let expected = try? model.expectedLogJoint(sample.statistics, at: parameters) else { return nil }
    return bound + sample.scale * (nats - expected - entropy)
  }

  private static func sample(
    of model: Model, _ law: ExpectationKind, at parameters: Model.Parameters, atMost most: Int,
    in workspace: Workspace
  ) throws(FittingError) -> (model: Model, scale: Double, statistics: Model.Statistics)? {
    let data = model.data
    guard data.rows > max(most, 1) else { return nil }
    var random = RandomStream(seed: model.plan.seed, purpose: .display, step: 1)
    // Selection sampling (Knuth, 1969): every subset of that size is equally likely.
    var chosen: [Int] = []
    for row in 0..<data.rows where chosen.count < most {
      if random.uniform() * Double(data.rows - row) < Double(most - chosen.count) { chosen.append(row) }
    }
    // All rows would take too long for a picture.
    guard let some = try? model.refitting(data.selectingRows(chosen)), some.data.totalWeight > 0 else {
      throw .noSlice(reason: "the \(most) rows drawn for it cannot be fitted alone")
    }
    let statistics = try some.expectation(law, at: parameters, step: model.stepsTaken, in: workspace)
    return (some, data.totalWeight / some.data.totalWeight, statistics)
  }
}

extension SliceCurves {
  /// The limits within which the curves can be told apart.
  func wholeRange(of request: SliceRequest.Line) throws(FittingError) -> ClosedRange<Double> {
    switch request {
    case .step:
      // Half a step before θ_t and as far behind the mirror image of θ_t; more where both θ are next to the maximum.
      var half = 1.5
      while drop(about: 1, half) < 1e-5 {
        half *= 2
        guard half < 1e5 else {
          throw .noSlice(reason: "the parameter no longer moves; choose the line of a free parameter")
        }
      }
      return (1 - half)...(1 + half)
    case .parameter:
      // Four times the distance at which Q has lost half a nat, a standard error of the complete data.
      let place = line.place
      var unit = 1e-9 * max(abs(place), 1e-3)
      while unit < 1e12, drop(about: place, unit) < 0.5 { unit *= 2 }
      return (place - 3 * unit)...(place + 3 * unit)
    }
  }

  /// How much lower F is at a distance on either side than in the middle; infinite outside the parameter space.
  private func drop(about middle: Double, _ distance: Double) -> Double {
    func value(_ place: Double) -> Double? { line.parameters(at: place).flatMap(bound(at:)) }
    guard let centre = value(middle) else { return .infinity }
    let sides = [value(middle - distance), value(middle + distance)].compactMap { $0 }
    guard !sides.isEmpty else { return .infinity }
    let drop = centre - sides.reduce(0, +) / Double(sides.count)
    return sides.count == 2 ? drop : abs(drop)
  }

  /// Where F is largest in `range`: on a grid of `count` places, then by golden sections about the best.
  func maximizer(in range: ClosedRange<Double>, count: Int) -> Double {
    func value(_ place: Double) -> Double { line.parameters(at: place).flatMap(bound(at:)) ?? -.infinity }
    let step = (range.upperBound - range.lowerBound) / Double(count - 1)
    let grid = (0..<count).map { range.lowerBound + Double($0) * step }
    let best = grid.max { value($0) < value($1) } ?? lawPlace
    var (low, high) = (max(range.lowerBound, best - step), min(range.upperBound, best + step))
    let ratio = 0.6180339887498949
    var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
    var (atLeft, atRight) = (value(left), value(right))
    for _ in 0..<40 {
      if atLeft >= atRight {
        (high, right, atRight) = (right, left, atLeft)
        left = high - ratio * (high - low)
        atLeft = value(left)
      } else {
        (low, left, atLeft) = (left, right, atRight)
        right = low + ratio * (high - low)
        atRight = value(right)
      }
    }
    return (low + high) / 2
  }
}
