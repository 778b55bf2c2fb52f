/// Where the gain of each iteration came from. EM is a proximal-point method: it maximises ℓ(θ) less KL(p_{θ_t}(·|x) ‖
/// p_θ(·|x)), so that
///
///     ℓ(θ_{t+1}) − ℓ(θ_t) = [Q(θ_{t+1}; q) − Q(θ_t; q)] + KL(q ‖ p_{θ_{t+1}}(·|x)) − KL(q ‖ p_{θ_t}(·|x)),
///
/// exactly, for every law q and however far the M half-step went (Chrétien & Hero, 2000; Chen, 2025). With q the
/// conditional law at θ_t the last term is 0 and the other two are not negative.
///
/// Everything is read off the events of a history, in nats, in the data's own units.
public struct ProximalStack: Hashable, Sendable {
  /// One iteration: an M half-step, and the E half-step after it.
  public struct Bar: Hashable, Sendable {
    /// The number of the M half-step.
    public let iteration: Int
    /// The position in the history after the M half-step.
    public let position: Int
    /// ΔQ.
    public let gainOfQ: Double
    /// The rest, where it is known.
    public let rest: Rest

    /// What is known besides ΔQ.
    public enum Rest: Hashable, Sendable {
      /// KL(q ‖ new) and KL(q ‖ old).
      case known(divergence: Double, slack: Double)
      /// There was no E half-step yet.
      case awaited
      /// q has no entropy on the nats axis, so there is no KL; Δℓ alone is known, where an E half-step followed.
      case unknown(gain: Double?)
      /// The parameter of the M half-step was taken back before its ℓ was known; Δℓ is that of the step that replaced it.
      case takenBack(gain: Double?)
    }

    /// Δℓ, where it is known.
    public var gain: Double? {
      switch rest {
      case .known(let divergence, let slack): gainOfQ + divergence - slack
      case .awaited: nil
      case .unknown(let gain), .takenBack(let gain): gain
      }
    }

    /// KL(q ‖ new), where it is known.
    public var divergence: Double? {
      if case .known(let divergence, _) = rest { divergence } else { nil }
    }

    /// Whether q was the conditional law at θ_t, to rounding, so that ΔQ + KL = Δℓ.
    public let isExact: Bool
  }

  /// The iterations, in order.
  public let bars: [Bar]

  /// What the events of `entries` tell. An M half-step without an exact log-likelihood before it has no bar.
  public init(of entries: some Collection<HistoryEntry>) {
    var bars: [Bar] = []
    var before: StepEvent?
    var pending: StepEvent?
    for (index, entry) in entries.enumerated() {
      guard case .step(let event) = entry else {
        // After a person's change nothing is to be compared with what was before.
        if let unfinished = pending, let before {
          bars.append(Bar(from: before, unfinished, to: nil, position: index))
        }
        (before, pending) = (nil, nil)
        continue
      }
      switch event.phase {
      case .maximization:
        pending = before == nil ? nil : event
      case .expectation:
        if let maximization = pending, let before {
          bars.append(Bar(from: before, maximization, to: event, position: index))
        }
        pending = nil
        before = event.objective.kind == .exact ? event : nil
      case .minibatch: (before, pending) = (nil, nil)
      }
    }
    if let unfinished = pending, let before {
      bars.append(Bar(from: before, unfinished, to: nil, position: entries.count))
    }
    self.bars = bars
  }
}

extension ProximalStack.Bar {
  /// The iteration between two E half-steps, the second of which may be missing, with the M half-step between them.
  fileprivate init(
    from before: StepEvent, _ maximization: StepEvent, to after: StepEvent?, position: Int
  ) {
    iteration = maximization.iteration
    self.position = position
    gainOfQ = maximization.gain ?? .nan
    let wasTakenBack =
      after?.findings.contains {
        if case .extrapolationTakenBack = $0 { true } else { false }
      } ?? false
    guard maximization.objective.kind == .bound else {
      isExact = false
      rest = .unknown(gain: after?.gain)
      return
    }
    // F(θ_t, q) is F(θ_{t+1}, q) − ΔQ, for the entropy of q stays what it was.
    let bound = maximization.objective.nats
    let slack = before.objective.nats - (bound - gainOfQ)
    isExact = abs(slack) <= ProximalStack.rounding(of: before.objective.nats)
    if wasTakenBack {
      rest = .takenBack(gain: after?.gain)
    } else if let after {
      // With q exact ΔQ and Δℓ are known to more digits than their difference from two bounds.
      let divergence = isExact ? (after.gain ?? .nan) - gainOfQ : after.objective.nats - bound
      rest = .known(divergence: divergence, slack: isExact ? 0 : slack)
    } else {
      rest = .awaited
    }
  }
}

extension ProximalStack {
  /// What cannot be told from 0 beside a log-likelihood of that size.
  public static func rounding(of nats: Double) -> Double { 1e-11 * max(1, abs(nats)) }
}
