import LatentModels
import NumericCore
import TestSupport

/// Further tables that the tests fit: real ones of four measurements, and ones made from a seed.
enum Tables {
  /// Fisher's irises with their species.
  static let iris = table("iris", ["sepal_length", "sepal_width", "petal_length", "petal_width"])

  /// The Palmer penguins with all four measurements, standardised, in standard units.
  static let penguins = DataTable(
    name: "penguins std",
    values: table(
      "penguins", ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
    ).standardized().values)

  /// `rows` rows of three overlapping normal clouds in three dimensions.
  static func clouds(_ rows: Int, seed: UInt64 = 5) -> DataTable {
    let centres = [[0.0, 0, 0], [3, 1, -2], [-2, 4, 1]]
    var random = RandomStream(seed: seed, purpose: .dataGeneration)
    var storage: [Double] = []
    for _ in 0..<rows {
      let centre = centres[random.index(below: 3)]
      let first = random.normal()
      storage += [
        centre[0] + first, centre[1] + 0.7 * first + random.normal(), centre[2] + 1.5 * random.normal(),
      ]
    }
    return DataTable(name: "clouds", values: Matrix(rows: rows, columns: 3, storage: storage))
  }

  private static func table(_ name: String, _ columns: [String]) -> DataTable {
    DataTable(
      name: name, values: Matrix(assetColumns("\(name).csv", columns)), columnNames: columns)
  }
}

extension GaussianMixture {
  /// Takes `count` half-steps and gives their events.
  @discardableResult
  mutating func run(_ count: Int, in space: Workspace = workspace()) throws -> [StepEvent] {
    try (0..<count).map { _ in try step(in: space) }
  }

  /// Everything that a test can see of the model: equal for two models that are the same to the last bit.
  var state: MixtureState {
    MixtureState(
      parameters: parameters, lawParameters: lawParameters, entropyOfLaw: entropyOfLaw,
      criteria: informationCriteria, nextPhase: nextPhase, stepsTaken: stepsTaken, iteration: iteration,
      components: settings.components, family: settings.family, ridge: settings.ridge,
      tolerance: settings.tolerance, seed: settings.seed)
  }
}

/// A mixture as a test compares it.
struct MixtureState: Hashable {
  let parameters: MixtureParameters
  let lawParameters: MixtureParameters?
  let entropyOfLaw: Double?
  let criteria: InformationCriteria?
  let nextPhase: Phase?
  let stepsTaken: Int
  let iteration: Int
  let components: Int
  let family: CovarianceFamily
  let ridge: Double
  let tolerance: Double
  let seed: UInt64
}

/// The conditional law of the component for every row: N × K.
func law(_ density: MixtureDensity, _ data: DataTable) -> Matrix<Double> {
  Matrix((0..<data.rows).map { density.responsibilities(data.values.row($0)) })
}

/// The model where it has settled, or after so many iterations, with its log-likelihood in nats, in the data's own units.
func converged<Model: ExpectationMaximization>(
  _ model: Model, in space: Workspace, atMost iterations: Int = 20_000
) throws -> (Model, Double) {
  var model = model
  var nats = 0.0
  while model.iteration < iterations {
    let event = try model.step(in: space)
    guard event.phase == .expectation else { continue }
    nats = event.objective.nats
    if event.status == .converged { break }
  }
  return (model, nats)
}
