import NumericCore

/// Every level that a sampler came by, to be gone through both ways.
///
/// It keeps the sampler at some levels, at all of them while they fit the memory, and steps anew from the nearest kept level below
/// to any other: the same rows bit for bit, because a sampler is a value.
public struct SamplingHistory: Sendable {
  /// The sampler where it stands.
  public private(set) var sampler: DiffusionSampler
  /// How far it has been.
  public private(set) var reached: Int
  /// The samplers that are kept, by the steps that they have taken.
  private var kept: [Int: DiffusionSampler]
  private var stride = 1
  private let memoryBudget: Int

  /// A history that begins with `sampler` and keeps at most about `memoryBudget` bytes.
  public init(_ sampler: DiffusionSampler, memoryBudget: Int = 64 << 20) {
    self.sampler = sampler
    self.memoryBudget = memoryBudget
    reached = sampler.done
    kept = [sampler.done: sampler]
  }

  /// How many steps there are in all.
  public var planned: Int { sampler.planned }
  /// How many steps have been taken where the sampler stands.
  public var position: Int { sampler.done }

  /// Takes a step forward, for the first time or again.
  public mutating func advance(in workspace: Workspace) throws(FittingError) {
    try seek(min(sampler.done + 1, planned), in: workspace)
  }

  /// Goes to the level at which `position` steps have been taken, from 0 to `planned`.
  /// - Throws: `.cancelled`, as far as it has come by then.
  public mutating func seek(_ position: Int, in workspace: Workspace) throws(FittingError) {
    let target = min(max(position, kept.keys.min() ?? 0), planned)
    if let nearest = nearest(target), target < sampler.done || nearest.done > sampler.done {
      sampler = nearest
    }
    while sampler.done < target {
      try sampler.advance(in: workspace)
      reached = max(reached, sampler.done)
      keep()
    }
  }

  /// The levels whose rows are at hand without any work, in order, with the rows: for trails and film strips.
  public var frames: [(position: Int, rows: Matrix<Double>)] {
    kept.keys.sorted().compactMap { position in kept[position].map { (position, $0.state) } }
  }

  private func nearest(_ position: Int) -> DiffusionSampler? {
    kept.keys.filter { $0 <= position }.max().flatMap { kept[$0] }
  }

  /// Keeps the sampler where it stands; when the memory is full, only every other of those before.
  private mutating func keep() {
    guard sampler.done % stride == 0 || sampler.done == planned else { return }
    kept[sampler.done] = sampler
    let bytes = max(sampler.state.storage.count, 1) * 8 * (sampler.method == .multistep ? 3 : 2)
    while kept.count > 2, kept.count * bytes > memoryBudget {
      stride *= 2
      let first = kept.keys.min() ?? 0
      kept = kept.filter { $0.key % stride == 0 || $0.key == first || $0.key == planned }
    }
  }
}
