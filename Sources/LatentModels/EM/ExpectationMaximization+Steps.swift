import NumericCore

extension ExpectationMaximization {
  /// The half-step that is next.
  public mutating func step(in workspace: Workspace) throws(FittingError) -> StepEvent {
    if let statistics = course.statistics {
      try maximize(statistics, in: workspace)
    } else {
      try takeExpectation(in: workspace)
    }
  }

  /// E: the law of the latent given the data, at the present parameter, and its expected statistics.
  ///
  /// With the exact law F(θ, q) = ℓ(θ) afterwards: the bound touches the log-likelihood. With any law that saw all rows,
  /// ℓ(θ) is known as well, since the exact law was computed on the way.
  private mutating func takeExpectation(
    in workspace: Workspace
  ) throws(FittingError) -> StepEvent {
    let method = plan.method
    var next = course
    var present = parameters
    var found = try expectation(
      method.expectation, at: present, step: course.stepsTaken, in: workspace)
    var findings: [Finding] = []
    if let fallback = course.fallback {
      // The safeguard: the step before the extrapolation is known to have raised ℓ.
      if let last = course.lastLogLikelihood, !(found.objective.nats >= last) {
        findings.append(.extrapolationTakenBack(nats: last - found.objective.nats))
        present = fallback
        found = try expectation(
          method.expectation, at: present, step: course.stepsTaken, in: workspace)
      }
      next.fallback = nil
    }
    let nats = found.objective.nats
    guard nats.isFinite else { throw .unreachedRow }
    let gain = course.lastLogLikelihood.map { nats - $0 }
    var kept = found
    if let average = course.average {
      kept = average
      kept.move(towards: found, rate: method.expectation.rate(atIteration: course.iterationOfMethod))
    }
    if method.expectation.isAveraged { next.average = kept }
    next.statistics = kept
    next.previousLawParameters = course.lawParameters
    next.lawParameters = present
    next.lastLogLikelihood = nats
    next.stepsTaken += 1
    parameters = present
    course = next
    findings = self.findings(on: found) + findings
    if let gain, gain < -1e-9 * max(1, abs(nats)), method.isMonotone { findings.append(.fell(nats: -gain)) }
    let hasSettled =
      method.settles && (gain.map { abs($0) / observations < plan.tolerance } ?? false)
    return StepEvent(
      step: stepsTaken, iteration: iteration, phase: .expectation,
      objective: Objective(found.objective.kind, nats: nats - unitOffset), gain: gain,
      status: hasSettled ? .converged : .running, findings: findings)
  }

  /// M: the parameter that maximises Q(θ; q), or moves towards it as the method says.
  ///
  /// Afterwards the bound F(θ, q) = Q(θ; q) + H(q) is known, and the log-likelihood lies above it by KL(q ‖ p_θ(z|x)).
  /// Where q has no entropy on the nats axis, the log-likelihood itself is computed instead.
  private mutating func maximize(
    _ statistics: Statistics, in workspace: Workspace
  ) throws(FittingError) -> StepEvent {
    let before = try expectedLogJoint(statistics, at: parameters)
    let maximizer = try maximizer(of: statistics)
    var next = course
    let new: Parameters
    switch plan.method.maximization {
    case .full: new = maximizer
    case .relaxed(let factor):
      new = relaxed(towards: maximizer, by: factor, above: before, statistics)
    case .squarem: new = accelerated(maximizer, &next)
    }
    let after = try expectedLogJoint(statistics, at: new)
    let objective: Objective
    if let entropy = statistics.entropy {
      var kind = Objective.Kind.bound
      if case .estimate = statistics.objective.kind { kind = statistics.objective.kind }
      objective = Objective(kind, nats: after + entropy - unitOffset)
    } else {
      let exact = try expectation(.exact, at: new, step: course.stepsTaken, in: workspace)
      objective = Objective(.exact, nats: exact.objective.nats - unitOffset)
    }
    next.statistics = nil
    next.stepsTaken += 1
    next.iteration += 1
    next.iterationOfMethod += 1
    parameters = new
    course = next
    return StepEvent(
      step: stepsTaken, iteration: iteration, phase: .maximization, objective: objective,
      gain: after - before)
  }

  /// θ + factor (M(θ) − θ) in unconstrained coordinates, with the factor moved towards 1 until Q is not lowered.
  private func relaxed(
    towards maximizer: Parameters, by factor: Double, above before: Double, _ statistics: Statistics
  ) -> Parameters {
    let from = coordinates(of: parameters)
    let to = coordinates(of: maximizer)
    var factor = factor
    for _ in 0..<30 {
      let moved = zip(from, to).map { $0 + factor * ($1 - $0) }
      if let candidate = parameters(atCoordinates: moved),
        let value = try? expectedLogJoint(statistics, at: candidate), value >= before
      {
        return candidate
      }
      factor = 1 + (factor - 1) / 2
    }
    return maximizer
  }

  /// The parameter after this M half-step of a cycle of three: θ₁ = M(θ₀); θ₂ = M(θ₁), from which it jumps to
  /// θ₀ − 2αr + α²v with r = θ₁ − θ₀, v = (θ₂ − θ₁) − r and α = −‖r‖/‖v‖; and a full step that brings it back to the path.
  private func accelerated(
    _ maximizer: Parameters, _ next: inout EMCourse<Parameters, Statistics>
  ) -> Parameters {
    switch course.anchors.count {
    case 0:
      next.anchors = [coordinates(of: parameters)]
      return maximizer
    case 1:
      next.anchors.append(coordinates(of: parameters))
      let (theta0, theta1) = (next.anchors[0], next.anchors[1])
      let theta2 = coordinates(of: maximizer)
      let r = zip(theta1, theta0).map { $0 - $1 }
      let v = zip(zip(theta2, theta1).map { $0 - $1 }, r).map { $0 - $1 }
      let lengthOfV = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard lengthOfV > 0 else { return maximizer }
      // α = −1 gives θ₂ itself: shorter jumps than that are not taken.
      let alpha = min(-1, -r.reduce(0) { $0 + $1 * $1 }.squareRoot() / lengthOfV)
      let jumped = theta0.indices.map { theta0[$0] - 2 * alpha * r[$0] + alpha * alpha * v[$0] }
      guard alpha < -1, let candidate = parameters(atCoordinates: jumped) else { return maximizer }
      next.fallback = maximizer
      return candidate
    default:
      next.anchors = []
      return maximizer
    }
  }
}

extension ExpectationKind {
  /// Whether the method keeps a running average of the statistics.
  var isAveraged: Bool {
    switch self {
    case .averaged, .minibatch: true
    case .exact, .hard, .monteCarlo, .stochastic: false
    }
  }
}
