import CKernels
import NumericCore

extension FloatAdam {
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
      work.places.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= parameters.count },
      "parameters at \(work.places) in an array of \(parameters.count)")
    var norm: Double?
    withStep(&parameters, gradientCount: gradient.count) { step, _ in
      gradient.withUnsafeMutableBufferPointer { gradient in
        guard let base = gradient.baseAddress else { return }
        // Each block writes its own place, and the array holds still until all are done.
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
