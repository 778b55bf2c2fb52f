import NumericCore
import RealModule

/// The log-likelihood of a kernel density estimate on its own rows, in-sample and leave-one-out, for many bandwidths, and the best
/// one: one piece is one bandwidth.
///
/// Bandwidths on an even grid of their logarithm come first; then the place of the greatest leave-one-out value is closed in on by
/// golden section.
public struct BandwidthStudy: Study {
  /// A bandwidth with what it gives.
  public struct Place: Hashable, Sendable {
    /// h.
    public let bandwidth: Double
    /// Σ log p(x_i) with the row itself among the kernels, in the units of the rows.
    public let inSample: Double
    /// Σ log p(x_i) without it.
    public let leaveOneOut: Double
  }

  /// What was found so far.
  public struct Curve: Hashable, Sendable {
    /// Ascending in h.
    public internal(set) var places: [Place] = []
    /// The place with the greatest leave-one-out value.
    public var best: Place? { places.max { $0.leaveOneOut < $1.leaveOneOut } }
  }

  private let denoiser: EmpiricalDenoiser
  private let grid: [Double]
  private static let refinements = 24

  /// What was found so far.
  public private(set) var findings = Curve()
  /// How many bandwidths were tried.
  public private(set) var done = 0

  /// The bandwidths from `first` to `last`, `count` of them on an even grid of log h.
  public init(_ denoiser: EmpiricalDenoiser, from first: Double = 0.01, to last: Double = 3, count: Int = 33)
  {
    precondition(first > 0 && first < last && count >= 3, "\(count) bandwidths from \(first) to \(last)")
    self.denoiser = denoiser
    let (low, high) = (Double.log(first), Double.log(last))
    grid = (0..<count).map { low + (high - low) * Double($0) / Double(count - 1) }
  }

  /// How many bandwidths there are to try.
  public var planned: Int { grid.count + Self.refinements }

  /// Tries the next bandwidth.
  public mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard done < planned else { return }
    let next = done < grid.count ? grid[done] : refined()
    let h = Double.exp(next)
    let rows = denoiser.rows
    let inSample = denoiser.kernelLogDensities(rows, bandwidth: h, in: workspace)
    let left = denoiser.kernelLogDensities(
      rows, bandwidth: h, leavingOut: Array(0..<rows.rows), in: workspace)
    guard !workspace.cancellation.isCancelled else { throw .cancelled }
    findings.places.append(
      Place(bandwidth: h, inSample: inSample.reduce(0, +), leaveOneOut: left.reduce(0, +)))
    findings.places.sort { $0.bandwidth < $1.bandwidth }
    done += 1
  }

  /// The larger of the two gaps beside the best place, cut by the golden ratio.
  private func refined() -> Double {
    let places = findings.places
    let best = places.indices.max { places[$0].leaveOneOut < places[$1].leaveOneOut } ?? 0
    let here = Double.log(places[best].bandwidth)
    let left = best > 0 ? here - .log(places[best - 1].bandwidth) : 0
    let right = best + 1 < places.count ? .log(places[best + 1].bandwidth) - here : 0
    let golden = 0.3819660112501051
    return right >= left ? here + golden * right : here - golden * left
  }
}
