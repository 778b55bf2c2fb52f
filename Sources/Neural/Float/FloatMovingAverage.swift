import CKernels
import NumericCore

/// `MovingAverage` in Float: the exponential moving average of parameters over the steps of a training.
///
///     a ← β a + (1 − β) θ        average = a / (1 − βᵗ)
public struct FloatMovingAverage: Hashable, Sendable {
  /// How much of the average is kept from step to step, β, from 0 to below 1.
  public let decay: Double
  /// a, one per parameter.
  public private(set) var sums: [Float]
  /// t: how many sets of parameters it is the average of.
  public private(set) var count: Int

  /// The average over nothing yet, of `parameterCount` parameters.
  public init(parameterCount: Int, decay: Double) {
    precondition(parameterCount >= 0, "an average of \(parameterCount) parameters")
    self.init(decay: decay, sums: [Float](repeating: 0, count: parameterCount), count: 0)
  }

  /// The average as it was over `count` sets of parameters.
  public init(decay: Double, sums: [Float], count: Int) {
    precondition((0..<1).contains(decay), "a decay of \(decay): it is from 0 to below 1")
    precondition(count >= 0, "an average over \(count)")
    self.decay = decay
    self.sums = sums
    self.count = count
  }

  /// Takes in one more set of parameters, on the threads of `pool`.
  public mutating func add(_ parameters: [Float], on pool: WorkerPool) {
    precondition(
      parameters.count == sums.count, "\(parameters.count) parameters for an average of \(sums.count)")
    count += 1
    let (decay, rest) = (Float(decay), Float(1 - decay))
    let pieces = RowShards(rows: sums.count, rowsPerShard: 1 << 17)
    sums.withUnsafeMutableBufferPointer { sums in
      parameters.withUnsafeBufferPointer { parameters in
        guard let target = sums.baseAddress, let source = parameters.baseAddress else { return }
        // Pieces do not overlap, and both arrays hold still until all are done.
        nonisolated(unsafe) let (to, from) = (target, source)
        pool.run(shards: pieces.count) { piece in
          let range = pieces[piece]
          elbow_moving_average(
            from + range.lowerBound, decay, rest, to + range.lowerBound, range.count)
        }
      }
    }
  }

  /// Counts one more set, and hands `body` what takes it in.
  mutating func withStep(_ body: (FloatAverageStep) -> Void) {
    count += 1
    let (decay, rest) = (Float(decay), Float(1 - decay))
    sums.withUnsafeMutableBufferPointer { sums in
      guard let start = sums.baseAddress else { return }
      body(FloatAverageStep(sums: start, decay: decay, rest: rest))
    }
  }

  /// Uncounts a set that was not taken in.
  mutating func takeBack() { count -= 1 }

  /// The average; nil before the first set.
  public var average: [Float]? {
    guard count > 0 else { return nil }
    let weight = weightOfAverage(decay: decay, count: count)
    return sums.map { Float(Double($0) / weight) }
  }
}

/// One more set of parameters for sums that hold still while it is taken in; ranges that do not overlap may be taken at the
/// same time, which is what makes it `Sendable`.
struct FloatAverageStep: @unchecked Sendable {
  fileprivate let sums: UnsafeMutablePointer<Float>
  fileprivate let decay: Float
  fileprivate let rest: Float

  func take(_ range: Range<Int>, of parameters: UnsafePointer<Float>) {
    let start = range.lowerBound
    elbow_moving_average(parameters + start, decay, rest, sums + start, range.count)
  }
}
