import CKernels
import NumericCore

/// A stage of a step of training, before the gradient: so many shards, which may be computed at the same time, each with where
/// the flat parameters stand.
public struct FloatStage: Sendable {
  let shards: Int
  let body: @Sendable (_ shard: Int, _ parameters: UnsafePointer<Float>) -> Void

  /// A stage of `shards` shards.
  public init(
    shards: Int, _ body: @escaping @Sendable (_ shard: Int, _ parameters: UnsafePointer<Float>) -> Void
  ) {
    self.shards = shards
    self.body = body
  }
}

extension FloatAdam {
  /// A step of training: `stages` one after another, then, once the slopes of all shards have gone through `passes`, the gradient
  /// of every block, and the parameters taken down it; all in one turn of the threads of `pool`.
  ///
  ///     parameters   one flat array, in which the plans of the passes have their places
  ///     gradient     as many: scratch, but for the places of `others`, of parameters that are in no network, whose gradients
  ///                  the caller writes there, at the latest in `proceeds`; with a limit, it holds the gradient before it was
  ///                  clipped
  ///     limit        the greatest length of the whole gradient, nil for none
  ///     proceeds     asked once after the stages, on some thread, with the gradient; where it says no, no step is taken
  ///
  /// Without a limit each block's parameters follow while its gradient is still close to the processor. Blocks are fixed, and
  /// the squares of the length are added in their order: the same bits at any number of threads. With a limit, a gradient whose
  /// length is infinite or not a number moves nothing, and is no step.
  /// - Returns: the length of the gradient before it was clipped, where there is a limit and a step was taken or refused by it.
  @discardableResult
  public mutating func step(
    _ parameters: inout [Float], gradient: inout [Float], after stages: [FloatStage] = [],
    through passes: [FloatPass], others: [Range<Int>] = [], limit: Double? = nil, on pool: WorkerPool,
    proceeds: @escaping @Sendable (_ gradient: UnsafeMutablePointer<Float>) -> Bool = { _ in true }
  ) -> Double? {
    let work = BlockWork(passes: passes, others: others)
    precondition(
      work.places.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= parameters.count },
      "parameters at \(work.places) in an array of \(parameters.count)")
    let outcome = StepOutcome(blocks: work.count)
    withStep(&parameters, gradientCount: gradient.count) { step in
      gradient.withUnsafeMutableBufferPointer { gradient in
        guard let base = gradient.baseAddress else { return }
        // Each block writes its own place, and the array holds still until all are done.
        nonisolated(unsafe) let start = base
        let first = stages.count
        let counts = stages.map(\.shards) + [1, work.count] + (limit == nil ? [] : [1, work.count])
        pool.run(stages: counts) { stage, index in
          switch stage {
          case ..<first: stages[stage].body(index, step.parameters)
          case first: outcome.proceeds = proceeds(start)
          case first + 1 where outcome.proceeds:
            work.write(index, to: start)
            guard limit == nil else { return outcome.squares[index] = work.squares(index, of: start) }
            work.forEachRange(index) { step.take($0, gradient: start, scale: 1) }
          case first + 2 where outcome.proceeds:
            outcome.settle(limit: limit ?? .infinity)
          case first + 3 where outcome.proceeds:
            work.forEachRange(index) { step.take($0, gradient: start, scale: outcome.scale) }
          default: break
          }
        }
      }
    }
    if !outcome.proceeds { stepsTaken -= 1 }
    return outcome.length
  }
}

/// What the stages of a step tell each other. Each place is written by one shard of one stage and read in later ones, which is
/// what makes it `Sendable`.
private final class StepOutcome: @unchecked Sendable {
  /// Whether the step is taken.
  var proceeds = true
  /// The length of the gradient.
  private(set) var length: Double?
  /// What the gradient is multiplied by.
  private(set) var scale = 1.0
  /// Of each block, Σ of the squares of its gradient.
  let squares: UnsafeMutableBufferPointer<Double>

  init(blocks: Int) {
    squares = .allocate(capacity: blocks)
    squares.initialize(repeating: 0)
  }

  deinit { squares.deallocate() }

  /// From the squares to the length, and what is left of it under `limit`.
  func settle(limit: Double) {
    let length = squares.reduce(0, +).squareRoot()
    self.length = length
    proceeds = length.isFinite
    if proceeds { scale = GradientClipping.factor(norm: length, limit: limit) }
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

  /// Where they stand in the flat array.
  var places: [Range<Int>] { passes.map(\.plan.parameters) + others }

  /// Makes the gradient of number `index`.
  func write(_ index: Int, to gradient: UnsafeMutablePointer<Float>) {
    if let (pass, block) = place(index) { pass.writeGradient(ofBlock: block, to: gradient) }
  }

  /// Σ of the squares of that gradient.
  func squares(_ index: Int, of gradient: UnsafePointer<Float>) -> Double {
    var sum = 0.0
    forEachRange(index) { sum += elbow_sum_of_squares(gradient + $0.lowerBound, $0.count) }
    return sum
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
