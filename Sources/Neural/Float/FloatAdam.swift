import CKernels
import NumericCore

/// `Adam` in Float, decoupled decay and all, as a value: a copy goes on exactly as the original would have.
public struct FloatAdam: Hashable, Sendable {
  /// What steers it; may change between steps.
  public var settings: AdamSettings
  /// m, one per parameter.
  public private(set) var firstMoments: [Float]
  /// v, one per parameter.
  public private(set) var secondMoments: [Float]
  /// t.
  public private(set) var stepsTaken: Int

  /// The rule for `count` parameters, before its first step.
  public init(count: Int, settings: AdamSettings = AdamSettings()) {
    precondition(count >= 0, "an optimiser of \(count) parameters")
    self.init(
      settings: settings, firstMoments: [Float](repeating: 0, count: count),
      secondMoments: [Float](repeating: 0, count: count), stepsTaken: 0)
  }

  /// The rule as it was after `stepsTaken` steps; both moments have one element per parameter.
  public init(settings: AdamSettings, firstMoments: [Float], secondMoments: [Float], stepsTaken: Int) {
    precondition(
      firstMoments.count == secondMoments.count && stepsTaken >= 0,
      "\(firstMoments.count) first and \(secondMoments.count) second moments after \(stepsTaken) steps")
    self.settings = settings
    self.firstMoments = firstMoments
    self.secondMoments = secondMoments
    self.stepsTaken = stepsTaken
  }

  /// Takes `parameters` one step down `gradient`; both have one element per parameter.
  public mutating func step(_ parameters: inout [Float], gradient: [Float]) {
    withStep(&parameters, gradientCount: gradient.count) { step in
      gradient.withUnsafeBufferPointer { gradient in
        guard let start = gradient.baseAddress else { return }
        step.take(0..<gradient.count, gradient: start, scale: 1)
      }
    }
  }

  /// The second stage of a step of training, once the slopes of all shards have gone through `passes`: makes the gradient of
  /// every block and takes the parameters down it, on the threads of `pool`.
  ///
  ///     parameters   one flat array, in which the plans of the passes have their places
  ///     gradient     as many: scratch, but for the places of `others`, of parameters that are in no network, whose gradients the
  ///                  caller has written; with a limit, it holds the gradient before it was clipped
  ///     limit        the greatest length of the whole gradient, nil for none
  ///
  /// Without a limit each block's parameters follow while its gradient is still close to the processor. Blocks are fixed, and
  /// the squares of the length are added in their order: the same bits at any number of threads. With a limit, a gradient whose
  /// length is infinite or not a number moves nothing, and is no step.
  /// - Returns: the length of the gradient before it was clipped, where there is a limit.
  @discardableResult
  public mutating func step(
    _ parameters: inout [Float], gradient: inout [Float], through passes: [FloatPass],
    others: [Range<Int>] = [], limit: Double? = nil, on pool: WorkerPool
  ) -> Double? {
    let work = BlockWork(passes: passes, others: others)
    precondition(
      work.end <= parameters.count, "networks up to \(work.end) in an array of \(parameters.count) parameters"
    )
    var norm: Double?
    withStep(&parameters, gradientCount: gradient.count) { step in
      gradient.withUnsafeMutableBufferPointer { gradient in
        guard let base = gradient.baseAddress else { return }
        nonisolated(unsafe) let start = base
        guard let limit else {
          pool.run(shards: work.count) { index in
            work.write(index, to: start)
            work.forEachRange(index) { step.take($0, gradient: start, scale: 1) }
          }
          return
        }
        let squares = pool.map(shards: work.count) { index in
          work.write(index, to: start)
          var sum = 0.0
          work.forEachRange(index) { sum += elbow_sum_of_squares(start + $0.lowerBound, $0.count) }
          return sum
        }
        let length = squares.reduce(0, +).squareRoot()
        norm = length
        guard length.isFinite else { return }
        let scale = GradientClipping.factor(norm: length, limit: limit)
        pool.run(shards: work.count) { index in
          work.forEachRange(index) { step.take($0, gradient: start, scale: scale) }
        }
      }
    }
    if let norm, !norm.isFinite { stepsTaken -= 1 }
    return norm
  }

  /// Counts one step, and hands `body` what takes it.
  private mutating func withStep(
    _ parameters: inout [Float], gradientCount: Int, _ body: (FloatAdamStep) -> Void
  ) {
    precondition(
      parameters.count == firstMoments.count && gradientCount == firstMoments.count,
      "Adam for \(firstMoments.count) parameters got \(parameters.count) and a gradient of \(gradientCount)")
    stepsTaken += 1
    let settings = settings
    let steps = stepsTaken
    parameters.withUnsafeMutableBufferPointer { parameters in
      firstMoments.withUnsafeMutableBufferPointer { first in
        secondMoments.withUnsafeMutableBufferPointer { second in
          guard let p = parameters.baseAddress, let m = first.baseAddress, let v = second.baseAddress else {
            return
          }
          body(FloatAdamStep(settings, count: steps, parameters: p, firstMoments: m, secondMoments: v))
        }
      }
    }
  }
}

/// One step over arrays that hold still while it is taken; ranges that do not overlap may be taken at the same time.
private struct FloatAdamStep: @unchecked Sendable {
  private let numbers: elbow_adam
  private let parameters: UnsafeMutablePointer<Float>
  private let firstMoments: UnsafeMutablePointer<Float>
  private let secondMoments: UnsafeMutablePointer<Float>

  init(
    _ settings: AdamSettings, count: Int, parameters: UnsafeMutablePointer<Float>,
    firstMoments: UnsafeMutablePointer<Float>, secondMoments: UnsafeMutablePointer<Float>
  ) {
    let (b1, b2) = (settings.firstDecay, settings.secondDecay)
    numbers = elbow_adam(
      scale: 1, first_decay: Float(b1), first_rest: Float(1 - b1), second_decay: Float(b2),
      second_rest: Float(1 - b2), rate: Float(settings.rate / weightOfAverage(decay: b1, count: count)),
      second_weight: Float(1 / weightOfAverage(decay: b2, count: count)),
      stabilizer: Float(settings.stabilizer), shrinkage: Float(1 - settings.rate * settings.decay))
    self.parameters = parameters
    self.firstMoments = firstMoments
    self.secondMoments = secondMoments
  }

  func take(_ range: Range<Int>, gradient: UnsafePointer<Float>, scale: Double) {
    var numbers = numbers
    numbers.scale = Float(scale)
    let start = range.lowerBound
    elbow_adam_step(
      &numbers, gradient + start, parameters + start, firstMoments + start, secondMoments + start, range.count
    )
  }
}

/// The blocks of several passes, and ranges that are in none of them, numbered through.
private struct BlockWork: Sendable {
  private let passes: [FloatPass]
  private let others: [Range<Int>]
  let count: Int

  init(passes: [FloatPass], others: [Range<Int>]) {
    self.passes = passes
    self.others = others
    count = passes.reduce(others.count) { $0 + $1.blocks.count }
  }

  /// Behind the last parameter.
  var end: Int {
    max(
      passes.reduce(0) { max($0, $1.plan.parameters.upperBound) }, others.reduce(0) { max($0, $1.upperBound) }
    )
  }

  /// Makes the gradient of number `index`.
  func write(_ index: Int, to gradient: UnsafeMutablePointer<Float>) {
    if let (pass, block) = place(index) { pass.writeGradient(ofBlock: block, to: gradient) }
  }

  /// The ranges of number `index`.
  func forEachRange(_ index: Int, _ body: (Range<Int>) -> Void) {
    guard let (pass, block) = place(index) else { return body(others[index - (count - others.count)]) }
    body(pass.blocks[block].weights)
    body(pass.blocks[block].biases)
  }

  private func place(_ index: Int) -> (FloatPass, Int)? {
    var left = index
    for pass in passes {
      if left < pass.blocks.count { return (pass, left) }
      left -= pass.blocks.count
    }
    return nil
  }
}
