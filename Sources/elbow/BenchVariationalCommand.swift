import ArgumentParser
import Glibc
import LatentModels
import NumericCore
import PlotKit

/// `elbow bench vi`: so many iterations of variational inference for a simulated two-parameter logistic model.
struct BenchVariationalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vi", abstract: "Time the iterations of variational inference for an item-response model.",
    discussion: """
      It simulates answers of persons with abilities from N(0, 1) to items with intercepts from N(0, 1) and slopes whose
      logarithm is from N(0, 0.3²), and fits intercepts and slopes. The first E half-step finds every law from N(0, 1); it is
      told apart from those that go on from the last laws.

      Examples:
        elbow bench vi
        elbow bench vi --method encoder --json
      """)

  @Option(help: "How many persons answer.")
  var rows = 10_000

  @Option(help: "How many items.")
  var items = 40

  @Option(help: "How many iterations, after the first.")
  var iterations = 10

  @Option(
    help:
      "em: exact law of the ability; vi: a Gaussian for each pattern; encoder: a Gaussian linear in the answers."
  )
  var method = FitItemResponseCommand.Method.vi

  @Flag(help: "One JSON document on standard output.")
  var json = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    for (name, value, least, most) in [
      ("rows", rows, 1, 10_000_000), ("items", items, 3, 512), ("iterations", iterations, 1, 1_000_000),
    ] where !(least...most).contains(value) {
      throw ValidationError("--\(name) is \(value): it must be from \(least) to \(most)")
    }
  }

  func run() throws {
    let pool = compute.pool()
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)
    do {
      var fit = try VariationalFit(
        decoder: try ItemResponseDecoder(data: answers(), kind: .twoParameter),
        settings: VariationalSettings(method: method.law, tolerance: 0, seed: compute.seed))
      let first = try seconds(of: .expectation, &fit, in: workspace)
      _ = try fit.step(in: workspace)
      var spent = (expectation: 0.0, maximization: 0.0)
      for _ in 0..<iterations {
        spent.expectation += try seconds(of: .expectation, &fit, in: workspace)
        spent.maximization += try seconds(of: .maximization, &fit, in: workspace)
      }
      let last = try fit.step(in: workspace)
      let count = Double(iterations)
      let report = VariationalTimes(
        method: method.rawValue, rows: rows, items: items, iterations: iterations, threads: pool.threads,
        firstExpectationSeconds: first, expectationSeconds: spent.expectation / count,
        maximizationSeconds: spent.maximization / count,
        meanBound: last.objective.nats / fit.decoder.observations)
      try output(json ? try jsonText(report) : report.text)
    } catch let error as FittingError {
      throw failing(error)
    }
  }

  /// How long a half-step takes, which must be of this kind.
  private func seconds(
    of half: Phase, _ fit: inout VariationalFit<ItemResponseDecoder>, in workspace: Workspace
  ) throws -> Double {
    let began = monotonicSeconds()
    let event = try fit.step(in: workspace)
    assert(event.phase == half)
    return monotonicSeconds() - began
  }

  /// The simulated answers.
  private func answers() -> DataTable {
    var random = RandomStream(seed: compute.seed, purpose: .dataGeneration)
    let lines = (0..<items).map { _ in (random.normal(), exp(0.3 * random.normal())) }
    var values = Matrix<Double>(rows: rows, columns: items)
    for row in 0..<rows {
      let ability = random.normal()
      for (item, line) in lines.enumerated() {
        let probability = 1 / (1 + exp(-(line.0 + line.1 * ability)))
        values[row, item] = random.uniform() < probability ? 1 : 0
      }
    }
    return DataTable(name: "answers", values: values)
  }
}

/// What `bench vi` measured.
private struct VariationalTimes: Encodable {
  let workload = "vi"
  let version = ElbowVersion.text
  let method: String
  let rows: Int
  let items: Int
  let iterations: Int
  let threads: Int
  let firstExpectationSeconds: Double
  let expectationSeconds: Double
  let maximizationSeconds: Double
  let meanBound: Double

  /// The measurement for a person.
  var text: String {
    let number = NumberFormat.significant(4)
    return """
      2PL of \(items) items by \(method), \(rows) rows, \(threads) threads
      first E half-step: \(number.text(1000 * firstExpectationSeconds)) ms
      then \(number.text(1000 * expectationSeconds)) ms an E half-step, \(number.text(1000 * maximizationSeconds)) ms an M half-step \
      (means of \(iterations))
      mean bound = \(NumberFormat.decimals(9).text(meanBound)) nats a row
      """
  }
}
