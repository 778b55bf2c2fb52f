import LatentModels
import NumericCore
import Testing

@Suite("Changes by hand")
struct ChangeTests {
  private func mixture(
    _ data: DataTable, _ family: CovarianceFamily, components: Int = 2, steps: Int = 6
  ) throws -> GaussianMixture {
    var mixture = try GaussianMixture(
      data: data, settings: MixtureSettings(components: components, family: family, ridge: 0, tolerance: 0))
    try mixture.run(steps)
    return mixture
  }

  /// The mean Σ π_k μ_k and the covariance Σ π_k (Σ_k + μ_k μ_kᵀ) − mean meanᵀ of the mixture as a law.
  private func moments(_ parameters: MixtureParameters) -> (mean: [Double], covariance: Matrix<Double>) {
    let d = parameters.dimensions
    var mean = [Double](repeating: 0, count: d)
    for k in parameters.weights.indices {
      for j in 0..<d { mean[j] += parameters.weights[k] * parameters.means[k, j] }
    }
    var covariance = Matrix<Double>(rows: d, columns: d)
    for k in parameters.weights.indices {
      let offset = (0..<d).map { parameters.means[k, $0] - mean[$0] }
      for i in 0..<d {
        for j in 0..<d {
          covariance[i, j] +=
            parameters.weights[k] * (parameters.covariances[k][i, j] + offset[i] * offset[j])
        }
      }
    }
    return (mean, covariance)
  }

  @Test(
    "More components or fewer keep the mean and the covariance of the mixture, as far as the family can",
    arguments: CovarianceFamily.allCases)
  func components(family: CovarianceFamily) throws {
    for data in [OldFaithful.standardized, Tables.penguins] {
      var present = try mixture(data, family)
      let before = moments(present.parameters)
      for count in [3, 7, 4, 2, 1, 5] {
        present = try present.changed(by: .components(count))
        #expect(present.parameters.components == count && present.settings.components == count)
        #expect(abs(present.parameters.weights.reduce(0, +) - 1) < 1e-14)
        #expect(present.nextPhase == .expectation && present.lawParameters == nil)
        let after = moments(present.parameters)
        #expect(zip(after.mean, before.mean).allSatisfy { abs($0 - $1) < 1e-10 })
        switch family {
        case .full, .tied:
          #expect(
            zip(after.covariance.storage, before.covariance.storage).allSatisfy { abs($0 - $1) < 1e-10 })
        case .diagonal:
          #expect(
            zip(after.covariance.diagonal, before.covariance.diagonal).allSatisfy { abs($0 - $1) < 1e-10 })
        case .spherical:
          #expect(abs(after.covariance.trace - before.covariance.trace) < 1e-10)
        }
        var fitted = present
        #expect(try fitted.run(3).allSatisfy { $0.objective.nats.isFinite })
      }
      #expect(present.stepsTaken == 6 && present.iteration == 3)
    }
  }

  @Test("A split parts the component along its widest direction: worked by hand in one dimension")
  func split() throws {
    let data = DataTable(name: "t", values: Matrix([[-3], [-1], [1], [3]]))
    let start = MixtureParameters(weights: [1], means: Matrix([[0]]), covariances: [Matrix([[4]])])
    let single = try GaussianMixture(
      data: data, settings: MixtureSettings(components: 1, start: .given(start)))
    let two = try single.changed(by: .components(2)).parameters
    #expect(two.weights == [0.5, 0.5])
    #expect(two.means.column(0).sorted() == [-1, 1])
    #expect(two.covariances.map(\.storage) == [[3], [3]])
    #expect(try single.changed(by: .components(2)).changed(by: .components(1)).parameters == start)
  }

  @Test("Fewer components merge the two that cost least, not those that are near and unlike")
  func merge() throws {
    let parameters = MixtureParameters(
      weights: [0.4, 0.3, 0.3], means: Matrix([[0, 0], [10, 0], [10.5, 0]]),
      covariances: [.identity(2), .identity(2), .identity(2)])
    let mixture = try GaussianMixture(
      data: OldFaithful.raw, settings: MixtureSettings(components: 3, start: .given(parameters)))
    let merged = try mixture.changed(by: .components(2)).parameters
    #expect(abs(merged.weights[0] - 0.4) < 1e-15 && abs(merged.weights[1] - 0.6) < 1e-15)
    #expect(merged.means.row(0) == [0, 0] && abs(merged.means[1, 0] - 10.25) < 1e-14)
    #expect(abs(merged.covariances[1][0, 0] - 1.0625) < 1e-14 && merged.covariances[1][1, 1] == 1)
  }

  @Test(
    "Another family takes the covariances into it: their weighted mean, their diagonals, the diagonals' means"
  )
  func families() throws {
    let full = try mixture(Tables.iris, .full, components: 3)
    let (weights, covariances) = (full.parameters.weights, full.parameters.covariances)
    let tied = try full.changed(by: .family(.tied))
    for i in 0..<4 {
      for j in 0..<4 {
        let pooled = zip(weights, covariances).reduce(0) { $0 + $1.0 * $1.1[i, j] }
        #expect(tied.parameters.covariances.allSatisfy { abs($0[i, j] - pooled) < 1e-14 })
      }
    }
    let diagonal = try full.changed(by: .family(.diagonal))
    #expect(diagonal.parameters.covariances == covariances.map { Matrix(diagonal: $0.diagonal) })
    let spherical = try full.changed(by: .family(.spherical))
    for (found, covariance) in zip(spherical.parameters.covariances, covariances) {
      #expect(Set(found.diagonal).count == 1 && abs(found.trace - covariance.trace) < 1e-14)
      #expect(found == Matrix(diagonal: found.diagonal))
    }
    #expect(try diagonal.changed(by: .family(.full)).parameters == diagonal.parameters)
    for (changed, count) in [(tied, 24), (diagonal, 26), (spherical, 17)] {
      #expect(changed.degreesOfFreedom == count)
      #expect(changed.parameters.means == full.parameters.means && changed.parameters.weights == weights)
      #expect(changed.nextPhase == .expectation && changed.lawParameters == full.lawParameters)
      var fitted = changed
      let events = try fitted.run(11)
      #expect(events[0].gain == nil && events.dropFirst().allSatisfy { ($0.gain ?? -1) > -1e-9 })
    }
  }

  @Test("A mean is placed in the data's own units, also where the fit works in standard ones")
  func placedMean() throws {
    let before = try mixture(OldFaithful.standardized, .full)
    let after = try before.changed(by: .mean(component: 1, position: [4.5, 66]))
    let own = after.parameters.inOwnUnits(OldFaithful.standardized.transform)
    #expect(abs(own.means[1, 0] - 4.5) < 1e-13 && abs(own.means[1, 1] - 66) < 1e-12)
    #expect(after.parameters.means.row(0) == before.parameters.means.row(0))
    #expect(after.parameters.covariances == before.parameters.covariances)
    #expect(after.lawParameters == before.lawParameters && after.nextPhase == .expectation)
    var fitted = after
    #expect(try fitted.run(1)[0].gain == nil)
  }

  @Test("Another tolerance keeps the half-step under way; every other change begins with E")
  func pendingStatistics() throws {
    let pending = try mixture(OldFaithful.raw, .full, steps: 7)
    #expect(pending.nextPhase == .maximization)
    var patient = try pending.changed(by: .tolerance(1e3))
    #expect(patient.nextPhase == .maximization && patient.entropyOfLaw == pending.entropyOfLaw)
    #expect(patient.settings.tolerance == 1e3)
    var undisturbed = pending
    let events = try (patient.run(2), undisturbed.run(2))
    #expect(events.0[0] == events.1[0] && patient.parameters == undisturbed.parameters)
    #expect(events.0[1].status == .converged && events.1[1].status == .running)
    let changes: [EMChange] = [
      .components(2), .family(.full), .ridge(0.5), .start(.random), .mean(component: 0, position: [2, 54]),
    ]
    for change in changes {
      let changed = try pending.changed(by: change)
      #expect(changed.nextPhase == .expectation && changed.entropyOfLaw == nil)
      #expect(changed.stepsTaken == 7 && changed.iteration == 3)
    }
    #expect(try pending.changed(by: .ridge(0.5)).settings.ridge == 0.5)
  }

  @Test("A new start is the start that a new fit would have")
  func newStart() throws {
    let fitted = try mixture(OldFaithful.raw, .diagonal)
    for start in [MixtureStart.random, .kMeansPlusPlus] {
      let again = try fitted.changed(by: .start(start))
      let fresh = try GaussianMixture(
        data: OldFaithful.raw,
        settings: MixtureSettings(components: 2, family: .diagonal, start: start, ridge: 0, tolerance: 0))
      #expect(again.parameters == fresh.parameters && again.settings == fresh.settings)
      #expect(again.lawParameters == nil)
    }
    let single = MixtureParameters(weights: [1], means: Matrix([[3, 70]]), covariances: [.identity(2)])
    let given = try fitted.changed(by: .start(.given(single)))
    #expect(given.settings.components == 1 && given.parameters == single)
  }

  @Test("What cannot be is refused, with the numbers")
  func refusals() throws {
    let present = try mixture(OldFaithful.raw, .full)
    func refused(_ change: EMChange, as error: FittingError) {
      #expect(throws: error) { try present.changed(by: change) }
    }
    for count in [0, -4, 513] {
      refused(
        .components(count),
        as: .invalidSetting(name: "components", found: "\(count)", expected: "from 1 to 512"))
    }
    refused(.components(273), as: .tooFewRows(rows: 272, components: 273))
    refused(.ridge(-1), as: .invalidSetting(name: "ridge", found: "-1.0", expected: "0 or a positive number"))
    refused(
      .tolerance(.nan),
      as: .invalidSetting(name: "tolerance", found: "nan", expected: "0 or a positive number"))
    for component in [-1, 2, Int.max] {
      #expect(throws: FittingError.self) {
        try present.changed(by: .mean(component: component, position: [1, 1]))
      }
    }
    refused(
      .mean(component: 0, position: [1]),
      as: .invalidSetting(
        name: "position", found: "1 numbers", expected: "one for each of the 2 columns"))
    for value in [Double.nan, .infinity, 1e101] {
      refused(
        .mean(component: 0, position: [1, value]),
        as: .invalidStart(reason: "a mean is not finite or too large to square"))
    }
    let many = MixtureParameters(
      weights: Array(repeating: 1 / 300, count: 300), means: Matrix(rows: 300, columns: 2),
      covariances: Array(repeating: .identity(2), count: 300))
    refused(.start(.given(many)), as: .tooFewRows(rows: 272, components: 300))
  }

  @Test("Each change is said in a few words")
  func descriptions() {
    let changes: [(EMChange, String)] = [
      (.components(3), "K set to 3"), (.family(.diagonal), "family set to diag"),
      (.start(.kMeansPlusPlus), "started again from kmeans++"), (.ridge(1e-6), "ridge set to 1e-6"),
      (.tolerance(0), "tolerance set to 0"), (.mean(component: 0, position: []), "mean 1 placed by hand"),
    ]
    for (change, words) in changes { #expect(change.description == words) }
  }
}
