import LatentModels
import NumericCore
import Testing

@Suite("Starts")
struct StartTests {
  @Test(
    "A drawn start is the same for the same seed and another for another",
    arguments: [MixtureStart.kMeansPlusPlus, .random])
  func seeds(start: MixtureStart) throws {
    var different = Set<MixtureParameters>()
    let rows = Set(OldFaithful.raw.values.arrays)
    let third: Double = 1 / 3
    for seed in UInt64(0)..<20 {
      let settings = MixtureSettings(components: 3, start: start, seed: seed)
      let mixture = try GaussianMixture(data: OldFaithful.raw, settings: settings)
      #expect(try GaussianMixture(data: OldFaithful.raw, settings: settings).parameters == mixture.parameters)
      different.insert(mixture.parameters)
      let means = Set(mixture.parameters.means.arrays)
      #expect(means.count == 3 && means.isSubset(of: rows))
      #expect(mixture.parameters.weights == [third, third, third])
      #expect(mixture.stepsTaken == 0 && mixture.lawParameters == nil && mixture.nextPhase == .expectation)
    }
    #expect(different.count > 15)
  }

  @Test("A random start has the covariance of the data; k-means++ that of the rows about their nearest seed")
  func covariances() throws {
    let data = OldFaithful.raw
    let random = try GaussianMixture(data: data, settings: MixtureSettings(components: 2, start: .random))
    #expect(random.parameters.covariances.allSatisfy { $0 == Moments(data.values).covariance })
    let spread = try GaussianMixture(data: data, settings: MixtureSettings(components: 2))
    let units = Moments(data.values).covariance.diagonal
    var within = Matrix<Double>(rows: 2, columns: 2)
    for row in data.values.arrays {
      let offsets = spread.parameters.means.arrays.map { [row[0] - $0[0], row[1] - $0[1]] }
      let squares = offsets.map { $0[0] * $0[0] / units[0] + $0[1] * $0[1] / units[1] }
      let o = offsets[squares[0] <= squares[1] ? 0 : 1]
      within = within + Matrix([[o[0] * o[0], o[0] * o[1]], [o[1] * o[0], o[1] * o[1]]])
    }
    for (found, expected) in zip(spread.parameters.covariances[0].storage, within.storage) {
      #expect(abs(found - expected / 272) < 1e-10 * abs(expected / 272))
    }
  }

  @Test("A start is in the family of the settings", arguments: CovarianceFamily.allCases)
  func families(family: CovarianceFamily) throws {
    for start in [MixtureStart.kMeansPlusPlus, .random] {
      let mixture = try GaussianMixture(
        data: Tables.iris, settings: MixtureSettings(components: 3, family: family, start: start))
      #expect(mixture.parameters.covariances.allSatisfy { $0 == mixture.parameters.covariances[0] })
      let covariance = mixture.parameters.covariances[0]
      let isDiagonal = covariance == Matrix(diagonal: covariance.diagonal)
      #expect(isDiagonal == (family == .diagonal || family == .spherical))
      #expect((Set(covariance.diagonal).count == 1) == (family == .spherical))
    }
  }

  @Test("Duplicates do not disturb a start, and it fits", arguments: [MixtureStart.kMeansPlusPlus, .random])
  func duplicates(start: MixtureStart) throws {
    let points = [[0.0, 0], [1, 5], [4, 2]]
    let data = DataTable(name: "d", values: Matrix((0..<30).map { points[$0 % 3] }))
    for seed in UInt64(0)..<20 {
      var mixture = try GaussianMixture(
        data: data, settings: MixtureSettings(components: 3, start: start, ridge: 1e-6, seed: seed))
      #expect(Set(mixture.parameters.means.arrays) == Set(points))
      #expect(try mixture.run(6).allSatisfy { $0.objective.nats.isFinite })
      #expect(throws: FittingError.tooFewDistinctRows(distinct: 3, components: 4)) {
        try GaussianMixture(data: data, settings: MixtureSettings(components: 4, start: start, seed: seed))
      }
    }
  }

  @Test("As many components as rows, and a single row, are a start as well")
  func fewRows() throws {
    let two = DataTable(name: "2", values: Matrix([[0.0, 1], [2, 7]]))
    var mixture = try GaussianMixture(data: two, settings: MixtureSettings(components: 2))
    #expect(try mixture.run(6).allSatisfy { $0.objective.nats.isFinite })
    let one = DataTable(name: "1", values: Matrix([[3.0, 4]]))
    var single = try GaussianMixture(data: one, settings: MixtureSettings(components: 1))
    #expect(try single.run(6).allSatisfy { $0.objective.nats.isFinite })
    #expect(single.parameters.means.row(0) == [3, 4])
  }

  @Test("What no fit can use is refused, with the numbers")
  func refusals() {
    func refused(
      _ values: [[Double]], _ settings: MixtureSettings = MixtureSettings(components: 1),
      as error: FittingError
    ) {
      #expect(throws: error) {
        try GaussianMixture(data: DataTable(name: "t", values: Matrix(values)), settings: settings)
      }
    }
    refused([], as: .noData)
    refused([[], []], as: .noData)
    refused([[1, .nan], [2, .nan], [3, .nan]], as: .emptyColumn(name: "x2"))
    refused([[1], [.nan], [1]], as: .constantColumn(name: "x1"))
    refused([[1], [.infinity]], as: .valueOutOfRange(row: 1, column: "x1", value: .infinity))
    refused([[1, 2], [2, -1e100]], as: .valueOutOfRange(row: 1, column: "x2", value: -1e100))
    refused([[1, 2], [2, 2], [3, 2]], as: .constantColumn(name: "x2"))
    refused([[1], [2]], MixtureSettings(components: 3), as: .tooFewRows(rows: 2, components: 3))
    let line = [[1.0], [2], [3]]
    for count in [0, -1, .min, 513, .max] {
      refused(
        line, MixtureSettings(components: count),
        as: .invalidSetting(name: "components", found: "\(count)", expected: "from 1 to 512"))
    }
    for (value, found) in [(-1e-9, "-1e-09"), (.nan, "nan"), (.infinity, "inf")] {
      refused(
        line, MixtureSettings(components: 1, ridge: value),
        as: .invalidSetting(name: "ridge", found: found, expected: "0 or a positive number"))
      refused(
        line, MixtureSettings(components: 1, tolerance: value),
        as: .invalidSetting(name: "tolerance", found: found, expected: "0 or a positive number"))
    }
  }

  @Test("A given start that does not fit the data, or is no mixture, is refused with the reason")
  func given() throws {
    let good = OldFaithful.goldenStart
    func reason(_ components: Int = 2, _ change: (inout MixtureParameters) -> Void) -> String? {
      var start = good
      change(&start)
      do {
        _ = try GaussianMixture(
          data: OldFaithful.raw, settings: MixtureSettings(components: components, start: .given(start)))
        return nil
      } catch .invalidStart(let reason) {
        return reason
      } catch {
        return "another error: \(error)"
      }
    }
    #expect(reason { _ in } == nil)
    #expect(reason(3) { _ in } == "they have 2 components, the fit has 3")
    #expect(
      reason {
        $0 = MixtureParameters(
          weights: [0.5, 0.5], means: Matrix([[0], [1]]), covariances: [.identity(1), .identity(1)])
      } == "their means have 1 numbers, the data have 2 columns")
    #expect(reason { $0.weights = [0.5, 0.6] } == "the weights must be positive and add up to 1, not to 1.1")
    #expect(reason { $0.weights = [0, 1] } == "the weights must be positive and add up to 1, not to 1.0")
    #expect(reason { $0.weights = [.nan, 1] } == "the weights must be positive and add up to 1, not to nan")
    for value in [Double.nan, .infinity, -1e100] {
      #expect(reason { $0.means[1, 0] = value } == "a mean is not finite or too large to square")
    }
    for covariance in [
      [[1.0, 2], [2, 1]], [[1, 0.5], [0.4, 1]], [[1, 0], [0, 0]], [[.nan, 0], [0, 1]],
    ] {
      #expect(
        reason { $0.covariances[1] = Matrix(covariance) }
          == "the covariance of component 2 is not symmetric and positive definite")
    }
  }
}
