import Neural
import NumericCore

extension VariationalAutoencoder {
  /// Another minibatch, until all epochs are done.
  public var nextPhase: Phase? { stepsTaken < settings.epochs * stepsOfEpoch ? .minibatch : nil }

  /// One minibatch: rows of the present pass, the gradient of what is climbed, a step of Adam.
  ///
  /// The event's objective is that of the minibatch before the step, brought to all training rows.
  /// - Throws: `.diverged` where it is not a number; nothing has changed then.
  public mutating func step(in workspace: Workspace) throws(FittingError) -> StepEvent {
    let (steps, place) = (stepsOfEpoch, stepsTaken % stepsOfEpoch)
    let epoch = stepsTaken / steps
    if place == 0 {
      order = permutation(ofEpoch: epoch)
      passTerms = AutoencoderTerms(latents: layout.latents)
    }
    let first = place * settings.batch
    let indices = Array(order[first..<min(first + settings.batch, order.count)])
    let terms = take(indices, weight: settings.divergenceWeight(inEpoch: epoch), in: workspace)
    guard terms.isFinite else { throw .diverged(rate: settings.rate) }
    stepsTaken += 1
    passTerms.add(terms)
    if place == steps - 1 {
      records.append(EpochRecord(epoch: epoch + 1, training: passTerms, heldOut: heldOutTerms(in: workspace)))
    }
    return StepEvent(
      step: stepsTaken, iteration: iteration, phase: .minibatch,
      objective: objective(of: terms, inEpoch: epoch), gain: nil,
      status: nextPhase == nil ? .converged : .running)
  }

  private mutating func take(_ indices: [Int], weight: Double, in workspace: Workspace) -> AutoencoderTerms {
    let rate = rate(atStep: stepsTaken)
    if double != nil { return takeInDouble(indices, weight: weight, rate: rate) }
    let pass = pass(rows: indices.count, draws: settings.objective.draws, isTraining: true, in: workspace)
    let gradient = workspace.room(for: GradientPlan(count: layout.count)) {
      FloatGradient(count: layout.count)
    }
    return single?.step(
      data, indices: indices, through: pass, gradient: gradient, weight: weight, rate: rate,
      step: UInt32(truncatingIfNeeded: stepsTaken), on: workspace.pool)
      ?? AutoencoderTerms(latents: layout.latents)
  }

  private mutating func takeInDouble(_ indices: [Int], weight: Double, rate: Double) -> AutoencoderTerms {
    guard var training = double else { return AutoencoderTerms(latents: layout.latents) }
    let reference = ReferenceAutoencoder(settings: settings, layout: layout, parameters: training.parameters)
    let (terms, gradient) = reference.gradient(
      data.batch(indices, classes: layout.classes), noise: Matrix(rows: 0, columns: layout.latents),
      weight: weight)
    guard terms.isFinite else { return terms }
    double = nil
    training.adam.settings.rate = rate
    training.adam.step(&training.parameters, gradient: gradient)
    double = training
    return terms
  }

  /// The memory of a step over `rows` rows.
  func pass(rows: Int, draws: Int, isTraining: Bool, in workspace: Workspace) -> FloatAutoencoderPass {
    let plan = PassPlan(layout: layout, rows: rows, draws: draws, isTraining: isTraining)
    let pass = workspace.room(for: plan) {
      FloatAutoencoderPass(settings, layout, rows: rows, draws: draws, isTraining: isTraining)
    }
    pass.settings = settings
    return pass
  }

  /// The rate of a step, counted from 0.
  func rate(atStep step: Int) -> Double {
    settings.isRateFalling
      ? LearningRate.cosine(peak: settings.rate, floor: 0, warmup: 0, steps: settings.epochs * stepsOfEpoch)
        .rate(atStep: step)
      : settings.rate
  }

  /// The training rows in the order of pass `epoch`, each once (Fisher & Yates, 1938).
  private func permutation(ofEpoch epoch: Int) -> [Int] {
    var order = data.training
    guard settings.batch < order.count else { return order }
    var random = RandomStream(
      seed: settings.seed, purpose: .minibatch, step: UInt32(truncatingIfNeeded: epoch))
    for place in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(place, random.index(below: place + 1))
    }
    return order
  }

  /// What a minibatch said, as a total over all training rows in the data's own units, with what it is.
  func objective(of terms: AutoencoderTerms, inEpoch epoch: Int) -> Objective {
    let all = Double(data.training.count)
    let mean = terms.objective / Double(max(terms.rows, 1))
    let nats = all * (mean - logScale)
    let isBound = hasLikelihood && settings.freeNats == 0 && settings.divergenceWeight(inEpoch: epoch) == 1
    guard isBound else { return Objective(.offScale, nats: nats) }
    if settings.isClosedForm, terms.rows == data.training.count { return Objective(.bound, nats: nats) }
    let error = all * terms.deviation / Double(max(terms.rows, 1)).squareRoot()
    return Objective(.estimatedBound(standardError: error), nats: nats)
  }
}

/// What a `FloatAutoencoderPass` is planned for.
private struct PassPlan: Hashable, Sendable {
  let layout: AutoencoderLayout
  let rows: Int
  let draws: Int
  let isTraining: Bool
}

/// What a `FloatGradient` is planned for.
private struct GradientPlan: Hashable, Sendable {
  let count: Int
}
