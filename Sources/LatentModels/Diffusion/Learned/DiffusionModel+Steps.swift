import Neural
import NumericCore

extension DiffusionModel {
  /// Another minibatch, until all steps are done.
  public var nextPhase: Phase? { stepsTaken < settings.steps ? .minibatch : nil }

  /// One minibatch: rows, levels and noise, the gradient of the weighted squared error, a step of AdamW.
  ///
  /// The event's objective is minus the loss before the step, per dimension.
  /// - Throws: `.diverged` where it is not a number; nothing has changed then.
  public mutating func step(in workspace: Workspace) throws(FittingError) -> StepEvent {
    let batch = batch(in: workspace)
    training.adam.settings.rate = rate(atStep: stepsTaken)
    let step = UInt32(truncatingIfNeeded: stepsTaken)
    let (losses, wasTaken) = training.step(
      through: batch.pass, limit: settings.clip, on: workspace.pool
    ) { [settings, data] tile, parameters in
      batch.fill(tile: tile, from: data, settings, step: step)
      batch.pass.forward(tile: tile, parameters: parameters)
      return batch.setSlopes(tile: tile)
    }
    guard wasTaken else { throw .diverged(rate: settings.rate) }
    let loss = losses.reduce(0, +)
    stepsTaken += 1
    lossSum += loss
    if stepsTaken % settings.recordEvery == 0 || nextPhase == nil { record(in: workspace) }
    return StepEvent(
      step: stepsTaken, iteration: iteration, phase: .minibatch, objective: Objective(.offScale, nats: -loss),
      gain: nil, status: nextPhase == nil ? .converged : .running)
  }

  /// The rate of a step, counted from 0.
  func rate(atStep step: Int) -> Double {
    settings.isRateFalling
      ? LearningRate.cosine(peak: settings.rate, floor: 0, warmup: 0, steps: settings.steps)
        .rate(atStep: step)
      : settings.rate
  }

  /// The products of `times` minibatches and nothing else, to be timed.
  public func runTrainingProducts(times: Int, in workspace: Workspace) {
    let batch = batch(in: workspace)
    for _ in 0..<times { batch.pass.runProducts(parameters: parameters, on: workspace.pool) }
  }

  /// The products of `count` rows going through the network `times` times, and nothing else, to be timed.
  public func runSamplingProducts(count: Int, times: Int, in workspace: Workspace) {
    let (denoiser, rows) = (denoiser, FloatDenoisingTiles.rows)
    denoiser.network.runProducts(
      tiles: (count + rows - 1) / rows, times: times, through: denoiser.tiles(in: workspace),
      on: workspace.pool)
  }

  /// The memory of a step.
  private func batch(in workspace: Workspace) -> DiffusionBatch {
    let plan = BatchPlan(levels: ObjectIdentifier(levels), plan: plan, batch: settings.batch)
    return workspace.room(for: plan) {
      DiffusionBatch(levels: levels, plan: self.plan, rows: settings.batch, settings.objective)
    }
  }

  /// What a `DiffusionBatch` is planned for. A batch keeps its levels, so that none others have their name meanwhile.
  private struct BatchPlan: Hashable, Sendable {
    let levels: ObjectIdentifier
    let plan: DenoisingPlan
    let batch: Int
  }
}
