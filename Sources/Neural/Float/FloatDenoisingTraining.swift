import CKernels
import NumericCore

/// The parameters of a denoising network in Float and what trains them, as a value.
public struct FloatDenoisingTraining: Hashable, Sendable {
  /// Every weight and bias.
  public var parameters: [Float]
  /// What takes them down the gradient.
  public var adam: FloatAdam
  /// Their average over the steps, which is what is used.
  public var average: FloatMovingAverage

  /// Those parameters before the first step.
  public init(parameters: [Float], adam: AdamSettings, averageDecay: Double) {
    self.parameters = parameters
    self.adam = FloatAdam(count: parameters.count, settings: adam)
    average = FloatMovingAverage(parameterCount: parameters.count, decay: averageDecay)
  }

  /// One step, all of it in one call of the threads.
  ///
  ///     limit   the greatest length of the gradient, nil for none
  ///     loss    fills the inputs of a tile, sends them forward, fills the slopes in the outputs; gives the loss of its rows
  /// - Returns: the loss of each tile, before the step. Where their sum, or the length of a gradient that is limited, is not
  ///   finite, no step was taken.
  public mutating func step(
    through pass: FloatDenoisingPass, limit: Double?, on pool: WorkerPool,
    loss: @escaping @Sendable (_ tile: Int, _ parameters: UnsafePointer<Float>) -> Double
  ) -> (losses: [Double], wasTaken: Bool) {
    precondition(
      parameters.count == pass.plan.count,
      "\(parameters.count) parameters for a network of \(pass.plan.count)")
    let room = pass.room
    let tiles = pass.tiles.count
    let blocks = pass.blocks.count
    adam.withStep(&parameters, gradientCount: parameters.count) { adamStep in
      average.withStep { averageStep in
        // Each task writes places of its own, and the arrays hold still until all are done.
        nonisolated(unsafe) let (base, room) = (adamStep.parameters, room)
        let stages = limit == nil ? [tiles, blocks] : [tiles, blocks, blocks]
        pool.run(stages: stages) { stage, task in
          switch stage {
          case 0:
            room.losses.start[task] = loss(task, base)
            pass.backward(tile: task, parameters: base)
          case 1:
            guard room.isFinite else { return }
            pass.writeGradient(ofBlock: task, to: room.gradient.start)
            if limit == nil {
              pass.forEachRange(ofBlock: task) { range in
                adamStep.take(range, gradient: room.gradient.start, scale: 1)
                averageStep.take(range, of: base)
              }
            } else {
              var squares = 0.0
              pass.forEachRange(ofBlock: task) {
                squares += elbow_sum_of_squares(room.gradient.start + $0.lowerBound, $0.count)
              }
              room.squares.start[task] = squares
            }
          default:
            guard room.isFinite, let limit, room.length.isFinite else { return }
            let scale = GradientClipping.factor(norm: room.length, limit: limit)
            pass.forEachRange(ofBlock: task) { range in
              adamStep.take(range, gradient: room.gradient.start, scale: scale)
              averageStep.take(range, of: base)
            }
          }
        }
      }
    }
    let wasTaken = room.isFinite && (limit == nil || room.length.isFinite)
    if !wasTaken {
      adam.stepsTaken -= 1
      average.takeBack()
    }
    return ((0..<tiles).map { room.losses.start[$0] }, wasTaken)
  }
}

/// What the tiles and blocks of a step leave for those who come later.
final class DenoisingRoom {
  let gradient: FloatBuffer
  let losses: DoubleBuffer
  let squares: DoubleBuffer

  init(parameters: Int, tiles: Int, blocks: Int) {
    gradient = FloatBuffer(count: parameters)
    losses = DoubleBuffer(count: tiles)
    squares = DoubleBuffer(count: blocks)
  }

  /// Whether the loss is a number, once all tiles are done.
  var isFinite: Bool { losses.sum.isFinite }
  /// The length of the gradient, once all blocks are done.
  var length: Double { squares.sum.squareRoot() }
}

/// Room for some Double, taken once.
final class DoubleBuffer {
  let start: UnsafeMutablePointer<Double>
  private let count: Int

  init(count: Int) {
    start = .allocate(capacity: max(count, 1))
    start.initialize(repeating: 0, count: max(count, 1))
    self.count = count
  }

  deinit { start.deallocate() }

  /// The sum in order.
  var sum: Double { UnsafeBufferPointer(start: start, count: count).reduce(0, +) }
}
