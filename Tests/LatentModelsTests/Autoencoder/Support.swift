import Neural
import NumericCore
import TestSupport

@testable import LatentModels

/// The four measurements of the irises, as they are.
enum Irises {
  static let table = DataTable(
    name: "iris",
    values: Matrix(
      assetColumns("iris.csv", ["sepal_length", "sepal_width", "petal_length", "petal_width"])))
}

/// Old Faithful with standard deviations of 1.
enum StandardizedGeyser {
  static let table = DataTable(
    name: "faithful", values: Matrix(assetColumns("faithful.csv", ["eruptions", "waiting"]))
  ).standardized()
}

/// Rows in [0, 1], two labels, drawn anew for each seed.
func unitRows(_ count: Int, columns: Int, binary: Bool = false, seed: UInt64 = 3) -> DataTable {
  var random = RandomStream(seed: seed, purpose: .dataGeneration)
  var values = Matrix<Double>(rows: count, columns: columns)
  for row in 0..<count {
    let shift = 0.3 * Double(row % 2)
    for column in 0..<columns {
      let value = min(max(0.25 + shift + 0.2 * random.normal(), 0), 1)
      values[row, column] = binary ? (value > 0.4 ? 1 : 0) : value
    }
  }
  let labels = Labels(name: "kind", codes: (0..<count).map { Int32($0 % 2) }, levels: ["a", "b"])
  return DataTable(name: "unit", values: values, labels: labels)
}

/// Settings of small nets for such rows.
func smallSettings(_ change: (inout AutoencoderSettings) -> Void = { _ in }) -> AutoencoderSettings {
  var settings = AutoencoderSettings()
  (settings.latents, settings.encoder, settings.decoder, settings.activation) = (2, [5], [4], .tanh)
  settings.batch = 16
  change(&settings)
  return settings
}
