import Neural
import NumericCore

/// The parameters of a variational autoencoder in Float and what trains them, as a value.
struct FloatTraining: Hashable, Sendable {
  /// Both nets, and log σ² where it is learned.
  var parameters: [Float]
  var adam: FloatAdam

  /// One step over `indices`, rows of `data`, whose memory is `pass`.
  ///
  ///     weight   what the divergence counts
  ///     step     names the noise
  /// - Returns: what the rows said before the step; where that is not finite, no step was taken.
  mutating func step(
    _ data: AutoencoderData, indices: [Int], through pass: FloatAutoencoderPass, gradient: FloatGradient,
    weight: Double, rate: Double, step: UInt32, on pool: WorkerPool
  ) -> AutoencoderTerms {
    let settings = pass.settings
    pass.setLogVariance(pass.layout.logVariance(settings, parameters))
    var counted: [Bool]?
    let needsAll = settings.freeNats > 0 && settings.objective == .bound
    if needsAll {
      // What is free is told by the mean over all rows.
      pass.forEachShard(of: indices, parameters, on: pool) { shard, rows, start in
        pass.encode(shard: shard, data, indices: rows, parameters: start)
      }
      counted = pass.countedLatents
    }
    pass.forEachShard(of: indices, parameters, on: pool) { [counted] shard, rows, start in
      if !needsAll { pass.encode(shard: shard, data, indices: rows, parameters: start) }
      pass.decodeAndReturn(
        shard: shard, data, indices: rows, parameters: start, weight: weight, counted: counted, step: step)
    }
    let terms = pass.total
    guard terms.isFinite else { return terms }
    var others: [Range<Int>] = []
    if let place = pass.layout.logVariance {
      gradient.numbers[place] = Float(pass.logVarianceSlope)
      others = [place..<(place + 1)]
    }
    adam.settings.rate = rate
    adam.step(
      &parameters, gradient: &gradient.numbers, through: [pass.encoder, pass.decoder], others: others,
      on: pool)
    return terms
  }
}

/// Room for a gradient.
final class FloatGradient {
  var numbers: [Float]
  init(count: Int) { numbers = [Float](repeating: 0, count: count) }
}

/// The parameters of a variational autoencoder in Double and what trains them, as a value.
struct DoubleTraining: Hashable, Sendable {
  /// Both nets, and log σ² where it is learned.
  var parameters: [Double]
  var adam: Adam
}
