import CKernels

/// `Adam` in Float, decoupled decay and all, as a value: a copy goes on exactly as the original would have.
public struct FloatAdam: Hashable, Sendable {
  /// What steers it; may change between steps.
  public var settings: AdamSettings
  /// m, one per parameter.
  public private(set) var firstMoments: [Float]
  /// v, one per parameter.
  public private(set) var secondMoments: [Float]
  /// t.
  public internal(set) var stepsTaken: Int

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

  /// Counts one step, and hands `body` what takes it.
  mutating func withStep(
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

/// One step over arrays that hold still while it is taken; ranges that do not overlap may be taken at
/// the same time, which is what makes it `Sendable`.
struct FloatAdamStep: @unchecked Sendable {
  private let numbers: elbow_adam
  private let start: UnsafeMutablePointer<Float>
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
    start = parameters
    self.firstMoments = firstMoments
    self.secondMoments = secondMoments
  }

  /// Where the parameters stand.
  var parameters: UnsafePointer<Float> { UnsafePointer(start) }

  func take(_ range: Range<Int>, gradient: UnsafePointer<Float>, scale: Double) {
    var numbers = numbers
    numbers.scale = Float(scale)
    let first = range.lowerBound
    elbow_adam_step(
      &numbers, gradient + first, start + first, firstMoments + first, secondMoments + first, range.count)
  }
}
