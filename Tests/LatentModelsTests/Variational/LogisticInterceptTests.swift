import NumericCore
import RealModule
import Testing

@testable import LatentModels

/// Successes in groups: contagious bovine pleuropneumonia (Lesnoff et al., 2004), and data without a finite estimate.
struct LogisticInterceptTests {
  /// herd, incidence, size, period.
  static let herdRows: [[Double]] = [
    [1, 2, 14, 1], [1, 3, 12, 2], [1, 4, 9, 3], [1, 0, 5, 4], [2, 3, 22, 1], [2, 1, 18, 2], [2, 1, 21, 3],
    [3, 8, 22, 1], [3, 2, 16, 2], [3, 0, 16, 3], [3, 2, 20, 4], [4, 2, 10, 1], [4, 0, 10, 2], [4, 2, 9, 3],
    [4, 0, 6, 4], [5, 5, 18, 1], [5, 0, 25, 2], [5, 0, 24, 3], [5, 1, 4, 4], [6, 3, 17, 1], [6, 0, 17, 2],
    [6, 0, 18, 3], [6, 1, 20, 4], [7, 8, 16, 1], [7, 1, 10, 2], [7, 3, 9, 3], [7, 0, 5, 4], [8, 12, 34, 1],
    [9, 2, 9, 1], [9, 0, 6, 2], [9, 0, 8, 3], [9, 0, 6, 4], [10, 1, 22, 1], [10, 1, 22, 2], [10, 0, 18, 3],
    [10, 2, 22, 4], [11, 0, 25, 1], [11, 5, 27, 2], [11, 3, 22, 3], [11, 1, 22, 4], [12, 2, 10, 1],
    [12, 1, 8, 2], [12, 0, 6, 3], [12, 0, 5, 4], [13, 1, 21, 1], [13, 2, 24, 2], [13, 0, 19, 3],
    [13, 0, 23, 4], [14, 11, 19, 1], [14, 0, 2, 2], [14, 0, 3, 3], [14, 0, 2, 4], [15, 1, 19, 1],
    [15, 1, 15, 2], [15, 1, 15, 3], [15, 0, 15, 4],
  ]

  static func table(_ rows: [[Double]], weights: [Double]? = nil) -> DataTable {
    let herds = rows.map { $0[0] }
    let levels = Array(Set(herds)).sorted()
    return DataTable(
      name: "cbpp", values: Matrix(rows.map { Array($0[1...]) }),
      columnNames: ["incidence", "size", "period"],
      labels: Labels(
        name: "herd", codes: herds.map { Int32(levels.firstIndex(of: $0) ?? -1) },
        levels: levels.map { shortNumber($0) }), weights: weights)
  }

  static let settings = LogisticInterceptSettings(successes: 0, trials: 1, fixed: [.init(column: 2)])

  @Test("Laplace's fit of the incidence of pleuropneumonia is that of lme4, and the maximum lies beside it")
  func herds() throws {
    let workspace = Workspace(pool: .onCaller())
    let decoder = try LogisticInterceptDecoder(data: Self.table(Self.herdRows), settings: Self.settings)
    #expect(decoder.unitCount == 15 && decoder.observations == 56)
    #expect(decoder.coordinateNames == ["(Intercept)", "period 2", "period 3", "period 4", "tau"])
    var settings = Self.settings.variational
    settings.method = .laplace
    settings.tolerance = 1e-12
    var fit = try VariationalFit(decoder: decoder, settings: settings)
    var event = try fit.step(in: workspace)
    while event.status != .converged, event.iteration < 100 { event = try fit.step(in: workspace) }
    let known = [-1.398, -0.992, -1.128, -1.580, 0.642]
    let found = decoder.freeParameters(of: fit.theta).parameters.values
    for (a, b) in zip(found, known) { #expect(abs(a - b) < 1e-3, "\(found)") }
    #expect(abs(event.objective.nats + 92.0) < 0.06, "\(event)")
    #expect(event.objective.kind == .estimate(standardError: 0) && event.logLikelihood != nil)
    let maximum = try ItemResponseTests.maximum(decoder, in: workspace)
    let exact = try decoder.logLikelihood(at: fit.theta, in: workspace)
    #expect(maximum.value > exact && maximum.value - exact < 0.01, "\(maximum.value) \(exact)")
    print("laplace", found, event.objective.nats, "exact there", exact, "mle", maximum.point, maximum.value)
  }

  @Test("EM and the variational fit climb to their maxima, the one the likelihood's, the other below it")
  func fits() throws {
    let workspace = Workspace(pool: .onCaller())
    let decoder = try LogisticInterceptDecoder(data: Self.table(Self.herdRows), settings: Self.settings)
    let maximum = try ItemResponseTests.maximum(decoder, in: workspace)
    for method in [VariationalMethod.exact, .gaussian(.coordinate)] {
      var fit = try VariationalFit(
        decoder: decoder, settings: VariationalSettings(method: method, tolerance: 1e-7))
      var event = try fit.step(in: workspace)
      while event.status != .converged, event.iteration < 300 {
        event = try fit.step(in: workspace)
        #expect(event.gain ?? 0 > -1e-9)
      }
      #expect(event.objective.nats < maximum.value && event.objective.nats > maximum.value - 0.1, "\(event)")
    }
  }

  @Test("A deviation below 0 is reported above, and numeric columns in their own units")
  func ownUnits() throws {
    let workspace = Workspace(pool: .onCaller())
    var settings = Self.settings
    settings.fixed[0].isNumeric = true
    let decoder = try LogisticInterceptDecoder(data: Self.table(Self.herdRows), settings: settings)
    let theta = [-2.1, -0.6, -0.7]
    let free = decoder.freeParameters(of: theta)
    #expect(free.parameters.names == ["(Intercept)", "period", "tau"] && free.parameters.values[2] == 0.7)
    let back = try #require(decoder.coordinates(free: free.parameters.values))
    for (a, b) in zip(back, [-2.1, -0.6, 0.7]) { #expect(abs(a - b) < 1e-12) }
    // η of a row is b0 + b1 period.
    let row = decoder.groups.groups[0].rows[2]
    let own = free.parameters.values
    #expect(abs(dot(row.x, theta) - (own[0] + 3 * own[1])) < 1e-12)
    let here = try decoder.logLikelihood(at: theta, in: workspace)
    #expect(abs(try decoder.logLikelihood(at: back, in: workspace) - here) < 1e-11)
  }

  @Test("A row of weight 2 is two rows")
  func weights() throws {
    let workspace = Workspace(pool: .onCaller())
    let rows = Self.herdRows
    let heavy = try LogisticInterceptDecoder(
      data: Self.table(rows, weights: rows.indices.map { $0 == 5 ? 2 : 1 }), settings: Self.settings)
    let twice = try LogisticInterceptDecoder(data: Self.table(rows + [rows[5]]), settings: Self.settings)
    let theta = [-1.4, -1, -1.1, -1.6, 0.6]
    let (one, two) = (
      try heavy.logLikelihood(at: theta, in: workspace), try twice.logLikelihood(at: theta, in: workspace)
    )
    #expect(abs(one - two) < 1e-11 && heavy.observations == 57)
    #expect(try heavy.simulated(at: theta, seed: 1, replicate: 2).observations == 57)
  }

  @Test(
    "What keeps an estimate from being finite is named, with what to do",
    arguments: [
      ([[1, 2, 5, 1], [1, 0, 4, 2], [2, 1, 6, 1], [2, 0, 3, 2]], "period 2 has no success in 7 trials"),
      ([[1, 2, 5, 1], [1, 4, 4, 2], [2, 1, 6, 1], [2, 3, 3, 2]], "period 2 has no failure in 7 trials"),
      ([[1, 0, 5, 1], [1, 0, 4, 2], [2, 0, 6, 1]], "the response has no success in 15 trials"),
      (
        [[1, 2, 2, 1], [1, 3, 3, 2], [2, 0, 6, 1], [2, 0, 1, 2]],
        "every group has successes only or failures only"
      ),
      ([[1, 1, 0, 1], [2, 1, 4, 2]], "row 1, column size: 0 is not a number of trials"),
      (
        [[1, 1, 3, 1], [2, 5, 4, 2]], "row 2, column incidence: 5 is not a number of successes in 4 trials"
      ),
      ([[1, 1.5, 3, 1], [2, 1, 4, 2]], "row 1, column incidence: 1.5 is not"),
      ([[1, 1, 3, 1], [2, 1, 4, 1]], "the effect of period cannot be told from those of the others"),
      ([[1, 1, 3, 1], [1, 1, 4, 2]], "there is 1 group in 2 rows"),
    ])
  func refusals(rows: [[Double]], fragment: String) throws {
    do throws(FittingError) {
      _ = try LogisticInterceptDecoder(data: Self.table(rows), settings: Self.settings)
      Issue.record("taken: \(rows)")
    } catch {
      #expect(error.description.contains(fragment), "\(error.description)")
    }
  }

  @Test("A direction that separates successes from failures is found where no level does")
  func separation() throws {
    var settings = LogisticInterceptSettings(
      successes: 0, trials: 1, fixed: [.init(column: 2, isNumeric: true)])
    let rows: [[Double]] = [
      [1, 0, 5, 1], [1, 0, 4, 2], [2, 0, 6, 3], [2, 4, 4, 4], [1, 3, 3, 5],
    ]
    do throws(FittingError) {
      _ = try LogisticInterceptDecoder(data: Self.table(rows), settings: settings)
      Issue.record("taken")
    } catch {
      #expect(
        error.description.contains("separate") && error.description.contains("period"), "\(error.description)"
      )
    }
    settings.fixed = []
    _ = try LogisticInterceptDecoder(data: Self.table(rows), settings: settings)
  }
}
