import RealModule

/// What a stream of random numbers is for. Streams of different purposes never share a draw.
public enum RandomPurpose: UInt32, Sendable {
  /// Making a data set.
  case dataGeneration = 1
  /// Choosing the start of a fit.
  case start = 2
  /// Choosing which rows are shown, where there are too many.
  case display = 3
  /// Drawing from a fitted model.
  case sampling = 4
  /// Choosing which rows are held out.
  case holdout = 5
  /// Drawing latents in an E half-step.
  case latent = 6
  /// Choosing the rows of a minibatch.
  case minibatch = 7
  /// Drawing rows with replacement.
  case bootstrap = 8
  /// Drawing data from a fitted model.
  case simulation = 9
}

/// A stream of random numbers that is named, not stored: (seed, purpose, step, row) say where it starts.
///
/// Two streams with the same four names give the same draws at any thread count and after any rewind; streams that
/// differ in a name never overlap in their first 2³² blocks.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private let key: SIMD2<UInt32>
  private var counter: SIMD4<UInt32>
  private var block: SIMD4<UInt32> = .zero
  private var used = 4
  private var spareNormal: Double?

  /// The stream of that name, at its start.
  public init(seed: UInt64, purpose: RandomPurpose, step: UInt32 = 0, row: UInt32 = 0) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    counter = SIMD4(0, row, step, purpose.rawValue)
  }

  /// The next 32 random bits.
  public mutating func nextWord() -> UInt32 {
    if used == 4 {
      block = Philox.words(counter: counter, key: key)
      counter.x &+= 1
      used = 0
    }
    defer { used += 1 }
    return block[used]
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let low = UInt64(nextWord())
    return low | UInt64(nextWord()) << 32
  }

  /// A draw from the uniform distribution on [0, 1), a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A draw from the standard normal distribution (Box & Muller, 1958): two at a time, the second is kept.
  public mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    // u in (0, 1], so that the logarithm is finite.
    let u = Double((next() >> 11) + 1) * 0x1p-53
    let angle = 2 * Double.pi * uniform()
    let radius = Double.sqrt(-2 * Double.log(u))
    spareNormal = radius * Double.sin(angle)
    return radius * Double.cos(angle)
  }

  /// A draw from 0 ..< weights.count with probabilities proportional to `weights`, which are non-negative.
  /// Weights that are all zero are drawn from evenly.
  public mutating func categorical(_ weights: [Double]) -> Int {
    precondition(!weights.isEmpty, "a categorical draw needs at least one weight")
    let total = weights.reduce(0, +)
    guard total > 0 else { return index(below: weights.count) }
    var left = uniform() * total
    var chosen = 0
    for (index, weight) in weights.enumerated() where weight > 0 {
      chosen = index
      left -= weight
      if left < 0 { break }
    }
    return chosen
  }

  /// A draw from the uniform distribution on 0 ..< count, without bias (Lemire, 2019).
  public mutating func index(below count: Int) -> Int {
    precondition(count > 0, "an index needs a positive count, not \(count)")
    return Int(next(upperBound: UInt64(count)))
  }
}
