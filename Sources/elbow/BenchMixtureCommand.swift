import ArgumentParser
import DataFiles
import LatentModels
import NumericCore
import PlotKit

/// `elbow bench em`: so many iterations of EM for a Gaussian mixture, from equal weights, given means and the covariance of
/// the data for every component.
struct BenchMixtureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "em", abstract: "Time the iterations of EM for a Gaussian mixture.",
    discussion: """
      Without files it makes rows of normal clouds around random centres and starts at as many of its rows. With them it
      reads both, so that another program can be timed on the same numbers.

      Examples:
        elbow bench em
        elbow bench em --rows 1000000 --dimensions 2 --components 8 --json
        elbow bench em --csv x.csv --means means.csv --iterations 20
      """)

  @Option(help: "How many rows are made.")
  var rows = 200_000

  @Option(help: "How many columns are made.")
  var dimensions = 8

  @Option(help: "How many components K.")
  var components = 16

  @Option(help: "How many iterations.")
  var iterations = 20

  @Option(help: "The covariance family: full, tied, diag or spherical.")
  var covariance = CovarianceFamily.full

  @Option(help: "Read the rows from this table instead.", completion: .file())
  var csv: String?

  @Option(help: "Read the means of the start from this table: a row for each component.", completion: .file())
  var means: String?

  @Flag(help: "One JSON document on standard output.")
  var json = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    for (name, value, limit) in [
      ("rows", rows, 100_000_000), ("dimensions", dimensions, 512),
      ("components", components, MixtureSettings.mostComponents), ("iterations", iterations, 1_000_000),
    ] where !(1...limit).contains(value) {
      throw ValidationError("--\(name) is \(value): it must be from 1 to \(limit)")
    }
    guard csv == nil || means != nil else {
      throw ValidationError("--csv goes with --means: the rows that the fit starts at")
    }
  }

  func run() throws {
    let pool = compute.pool()
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)
    do {
      let (data, start) = try workload()
      var mixture = try GaussianMixture(
        data: data,
        settings: MixtureSettings(
          components: start.components, family: covariance, start: .given(start), tolerance: 0,
          seed: compute.seed))
      let began = monotonicSeconds()
      var last = try mixture.step(in: workspace)
      while mixture.iteration < iterations || last.phase == .maximization {
        last = try mixture.step(in: workspace)
      }
      let seconds = monotonicSeconds() - began
      let report = MixtureTimes(
        rows: data.rows, dimensions: data.dimensions, components: start.components,
        covariance: covariance.rawValue, iterations: iterations, threads: pool.threads,
        seconds: seconds, secondsPerIteration: seconds / Double(iterations),
        meanLogLikelihood: last.objective.nats / Double(data.rows),
        dataMegabytes: Double(8 * data.values.storage.count) / 1e6,
        peakResidentMegabytes: peakResidentMegabytes())
      try output(json ? try jsonText(report) : report.text)
    } catch let error as FittingError {
      throw failing(error)
    } catch let error as DataError {
      throw failing(error)
    }
  }

  /// The rows, and the start: equal weights, the means, the covariance of the data (n − 1) for every component.
  private func workload() throws -> (DataTable, MixtureParameters) {
    let table: DataTable
    let centres: Matrix<Double>
    if let means {
      table = try csv.map { try loadTable(DataRequest(location: $0)) } ?? clouds()
      centres = try loadTable(DataRequest(location: means)).values
    } else {
      table = clouds()
      var random = RandomStream(seed: compute.seed, purpose: .start)
      centres = table.values.selectingRows((0..<components).map { _ in random.index(below: table.rows) })
    }
    let n = Double(table.rows)
    let covariance = (n / max(n - 1, 1)) * Moments(table.values).covariance
    return (
      table,
      MixtureParameters(
        weights: Array(repeating: 1 / Double(centres.rows), count: centres.rows), means: centres,
        covariances: Array(repeating: covariance, count: centres.rows))
    )
  }

  /// Rows of unit normal clouds around K centres, which are drawn from N(0, 4² I).
  private func clouds() -> DataTable {
    var random = RandomStream(seed: compute.seed, purpose: .dataGeneration)
    let centres = (0..<(components * dimensions)).map { _ in 4 * random.normal() }
    var values = Matrix<Double>(rows: rows, columns: dimensions)
    for row in 0..<rows {
      let centre = random.index(below: components)
      for j in 0..<dimensions { values[row, j] = centres[centre * dimensions + j] + random.normal() }
    }
    return DataTable(name: "clouds", values: values)
  }
}

/// What `bench em` measured.
private struct MixtureTimes: Encodable {
  let workload = "em"
  let version = ElbowVersion.text
  let rows: Int
  let dimensions: Int
  let components: Int
  let covariance: String
  let iterations: Int
  let threads: Int
  let seconds: Double
  let secondsPerIteration: Double
  let meanLogLikelihood: Double
  let dataMegabytes: Double
  let peakResidentMegabytes: Double

  /// The measurement for a person.
  var text: String {
    let number = NumberFormat.significant(4)
    return """
      EM for \(components) components, \(covariance) covariance, \(rows) rows x \(dimensions) columns, \(threads) threads
      \(number.text(1000 * secondsPerIteration)) ms an iteration (\(iterations) in \(number.text(seconds)) s)
      mean log-likelihood = \(NumberFormat.decimals(9).text(meanLogLikelihood)) nats a row
      peak resident \(number.text(peakResidentMegabytes)) MB, of which data \(number.text(dataMegabytes)) MB
      """
  }
}
