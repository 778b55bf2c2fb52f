import CKernels

/// The time code of a batch, forward and backward, in Float. Angles, sines and cosines are taken in Double: a time of a
/// thousand has no digits to lose.
final class FloatTimeCode: FloatLayer {
  private let code: TimeCode
  private let frequencies: [Double]
  /// How often each wave turns in a unit of time, ω / 2π.
  private let turns: [Double]
  private let shards: RowShards
  private let input: FloatSignal
  private let output: FloatSignal
  let blocks: [ParameterBlock] = []

  /// The code between two signals.
  init(_ code: TimeCode, shards: RowShards, input: FloatSignal, output: FloatSignal) {
    self.code = code
    self.shards = shards
    self.input = input
    self.output = output
    frequencies = (0..<code.frequencies).map(code.frequency)
    turns = frequencies.map { $0 / (2 * Double.pi) }
  }

  func forward(shard: Int, parameters: UnsafePointer<Float>) {
    for row in shards[shard] {
      let (x, y) = (input.values(at: row), output.values(at: row))
      y.update(from: x, count: code.dimensions)
      let sines = y + code.dimensions
      let cosines = sines + code.frequencies
      elbow_waves(Double(x[code.dimensions]), turns, sines, cosines, code.frequencies)
    }
  }

  func backward(shard: Int, parameters: UnsafePointer<Float>) {
    for row in shards[shard] {
      guard let slopes = output.slopes(at: row), let dx = input.slopes(at: row) else { return }
      dx.update(from: slopes, count: code.dimensions)
      let sines = output.values(at: row) + code.dimensions
      let cosines = sines + code.frequencies
      let ofSines = slopes + code.dimensions
      let ofCosines = ofSines + code.frequencies
      var total = 0.0
      for (k, frequency) in frequencies.enumerated() {
        total += frequency * Double(ofSines[k] * cosines[k] - ofCosines[k] * sines[k])
      }
      dx[code.dimensions] = Float(total)
    }
  }

  func writeGradient(ofBlock index: Int, to gradient: UnsafeMutablePointer<Float>) {}
}
