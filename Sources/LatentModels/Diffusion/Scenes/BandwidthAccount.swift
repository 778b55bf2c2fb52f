import NumericCore
import RealModule

/// The law of the rows themselves at each level of noise, which is a kernel density estimate of bandwidth h = SNR^(−1/2), scored on
/// its own rows and on rows left out. Totals over the rows in nats, in the data's own units.
public struct BandwidthAccount: Sendable {
  /// How many rows all totals are over.
  public let rows: Int
  /// How many rows training draws from: more, where there are too many for all to be asked.
  public let trainingRows: Int
  /// What a log-density of all rows in the frame exceeds that in the data's own units by.
  let logScale: Double
  /// The bandwidths tried so far, in the frame.
  var curve = BandwidthStudy.Curve()
  /// K of EM's mixture; nil where it is not left out row by row.
  public let components: Int?
  /// How many rows EM's mixture was refitted without, and the sum of their log-densities.
  var leftOut: (rows: Int, total: Double) = (0, 0)

  /// The places tried so far, ascending in h, in the data's own units.
  public var places: [(bandwidth: Double, inSample: Double, leaveOneOut: Double)] {
    curve.places.map { ($0.bandwidth, $0.inSample - logScale, $0.leaveOneOut - logScale) }
  }
  /// The bandwidth that rows left out choose, as far as is known.
  public var best: (bandwidth: Double, inSample: Double, leaveOneOut: Double)? {
    curve.best.map { ($0.bandwidth, $0.inSample - logScale, $0.leaveOneOut - logScale) }
  }
  /// The score of EM's mixture on rows left out, refitted without each of them; nil before all were.
  public var mixture: Double? { components != nil && leftOut.rows == rows ? leftOut.total - logScale : nil }
}

/// Bandwidths, each a piece, and then the refits of EM's mixture, some a piece.
struct BandwidthAccountStudy: Study {
  private var account: BandwidthAccount
  private var bandwidths: BandwidthStudy
  private let values: Matrix<Double>
  private let mixture: MixtureParameters?

  private static let refitsPerPiece = 8
  private static let mostRows = 2000
  /// Refits are made of at most so many rows, columns and components.
  private static let mostRefits = (rows: 500, columns: 8, components: 8)

  /// The account of the rows that training draws from.
  init(of model: DiffusionModel, mixture: MixtureParameters?) throws(FittingError) {
    values = AccountStudy.rows(of: model.data, atMost: Self.mostRows)
    bandwidths = BandwidthStudy(try EmpiricalDenoiser(values))
    let most = Self.mostRefits
    let isCheap =
      values.rows <= most.rows && values.columns <= most.columns
      && mixture?.components ?? .max <= most.components && values.rows > 4 * (values.columns + 1)
    self.mixture = isCheap ? mixture : nil
    account = BandwidthAccount(
      rows: values.rows, trainingRows: model.data.training.count,
      logScale: Double(values.rows) * model.data.logScale, components: self.mixture?.components)
  }

  private var refits: Int { mixture == nil ? 0 : values.rows }
  var done: Int {
    bandwidths.done + (account.leftOut.rows + Self.refitsPerPiece - 1) / Self.refitsPerPiece
  }
  var planned: Int { bandwidths.planned + (refits + Self.refitsPerPiece - 1) / Self.refitsPerPiece }
  var findings: DiffusionFinding { .bandwidth(account) }

  mutating func advance(in workspace: Workspace) throws(FittingError) {
    if !bandwidths.isFinished {
      try bandwidths.advance(in: workspace)
      account.curve = bandwidths.findings
    } else if let mixture, account.leftOut.rows < values.rows {
      var (count, total) = account.leftOut
      for row in count..<min(count + Self.refitsPerPiece, values.rows) {
        total += try LeftOutMixture(rows: values).logDensity(of: row, mixture, in: workspace)
        count += 1
      }
      account.leftOut = (count, total)
    }
  }
}
