import FoundationEssentials
import LatentModels
import NumericCore
import Testing

/// A run of scikit-learn, as Fixtures/make_fixtures.py writes it.
struct ScikitLearnRun: Decodable, Sendable, CustomTestStringConvertible {
  let data: String
  let family: String
  let weights: [Double]
  let means: [[Double]]
  let covariances: [[[Double]]]
  let logLikelihoods: [Double]
  let freeParameters: Int
  let aic: Double
  let bic: Double
  let finalWeights: [Double]
  let finalMeans: [[Double]]

  var testDescription: String { "\(data), K = \(weights.count), \(family)" }

  var start: MixtureParameters {
    MixtureParameters(
      weights: weights, means: Matrix(means), covariances: covariances.map { Matrix($0) })
  }

  var table: DataTable {
    switch data {
    case "iris": Tables.iris
    case "penguins": Tables.penguins
    default: OldFaithful.raw
    }
  }

  static let all: [ScikitLearnRun] = {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/mixtures.json")
    guard let bytes = try? Data(contentsOf: path) else { return [] }
    return (try? JSONDecoder().decode([ScikitLearnRun].self, from: bytes)) ?? []
  }()
}

@Suite("The four families against scikit-learn")
struct ScikitLearnTests {
  @Test("There are runs of four tables in four families")
  func fixtures() {
    #expect(ScikitLearnRun.all.count == 16)
    #expect(Set(ScikitLearnRun.all.map(\.family)).count == CovarianceFamily.allCases.count)
    #expect(Tables.penguins.rows == 342 && Tables.iris.rows == 150)
  }

  @Test(
    "ℓ is the same at every iteration from the same start, without a ridge", arguments: ScikitLearnRun.all)
  func everyIteration(run: ScikitLearnRun) throws {
    var mixture = try mixture(run)
    for (iteration, expected) in run.logLikelihoods.enumerated() {
      if iteration > 0 { try mixture.run(1) }
      let found = try mixture.run(1)[0].objective.nats
      #expect(abs(found - expected) < 1e-9 * abs(expected), "iteration \(iteration)")
    }
    for k in run.weights.indices {
      #expect(abs(mixture.parameters.weights[k] - run.finalWeights[k]) < 1e-7)
      for (found, expected) in zip(mixture.parameters.means.row(k), run.finalMeans[k]) {
        #expect(abs(found - expected) < 1e-6 * max(1, abs(expected)))
      }
    }
  }

  @Test("Free parameters, AIC and BIC are the same at the same parameter", arguments: ScikitLearnRun.all)
  func criteria(run: ScikitLearnRun) throws {
    var mixture = try mixture(run)
    #expect(mixture.degreesOfFreedom == run.freeParameters)
    #expect(mixture.informationCriteria == nil)
    try mixture.run(2 * run.logLikelihoods.count - 1)
    let criteria = try #require(mixture.informationCriteria)
    #expect(abs(criteria.aic - run.aic) < 1e-9 * abs(run.aic))
    #expect(abs(criteria.bic - run.bic) < 1e-9 * abs(run.bic))
    // ICL adds twice the classification loss, computed here row by row.
    let density = try MixtureDensity(mixture.parameters)
    let loss = (0..<run.table.rows).reduce(0) { sum, row in
      let joint = density.logJoint(run.table.values.row(row))
      return sum + logSumExp(joint) - (joint.max() ?? 0)
    }
    #expect(abs((criteria.icl ?? 0) - criteria.bic - 2 * loss) < 1e-8)
    try mixture.run(1)
    #expect(mixture.informationCriteria == nil)
  }

  @Test("Free parameters of two components in the plane: 11, 8, 9 and 7")
  func freeParameters() {
    let counts = CovarianceFamily.allCases.map { $0.degreesOfFreedom(components: 2, dimensions: 2) }
    #expect(counts == [11, 8, 9, 7])
    #expect(CovarianceFamily.full.degreesOfFreedom(components: 1, dimensions: 1) == 2)
  }

  private func mixture(_ run: ScikitLearnRun) throws -> GaussianMixture {
    let family = try #require(CovarianceFamily(rawValue: run.family))
    return try GaussianMixture(
      data: run.table,
      settings: MixtureSettings(
        components: run.weights.count, family: family, start: .given(run.start), ridge: 0, tolerance: 0))
  }
}
