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
    var others: [Range<Int>] = []
    let place = pass.layout.logVariance
    if let place { others = [place..<(place + 1)] }
    adam.settings.rate = rate
    adam.step(
      &parameters, gradient: &gradient.numbers,
      after: pass.stages(data, indices: indices, weight: weight, step: step),
      through: [pass.encoder, pass.decoder], others: others, on: pool
    ) { gradient in
      if let place { gradient[place] = Float(pass.logVarianceSlope) }
      return pass.total.isFinite
    }
    return pass.total
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
