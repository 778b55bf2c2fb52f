import LatentModels
import NumericCore
import PlotKit

/// What a report says of a Gaussian mixture.
struct MixtureDetails: FitDetails {
  struct Parameters: Encodable {
    let weights: [Double]
    let means: [[Double]]
    let covariances: [[[Double]]]
    /// π_0 of the uniform noise; nil without one.
    let noise: Double?
  }

  let components: Int
  let covariance: String
  let start: String
  let ridge: Double
  let parameters: Parameters
  /// Nil where not every row was seen.
  let icl: Double?
  private let columns: [String]

  init(_ mixture: GaussianMixture) {
    components = mixture.settings.components
    covariance = mixture.settings.family.rawValue
    start = mixture.settings.start.name
    ridge = mixture.settings.ridge
    let own = mixture.parameters.inOwnUnits(mixture.data.transform)
    parameters = Parameters(
      weights: own.weights, means: own.means.arrays, covariances: own.covariances.map(\.arrays),
      noise: own.noise?.weight)
    icl = mixture.informationCriteria?.icl
    columns = mixture.data.columnNames
  }

  private enum CodingKeys: String, CodingKey {
    case components, covariance, start, ridge, parameters, icl
  }

  var title: String {
    let noise =
      parameters.noise.map { ", uniform noise of weight \(NumberFormat.significant(4).text($0))" } ?? ""
    return
      "Gaussian mixture, \(components) component\(components == 1 ? "" : "s"), \(covariance) covariance\(noise)"
  }

  var furtherCriteria: [(name: String, value: Double)] { icl.map { [("ICL", $0)] } ?? [] }

  /// Weights, means and standard deviations: a row for each component, or, where that would be too wide, a column.
  var parameterTable: [String] {
    let number = NumberFormat.significant(6)
    let header = ["component", "weight"] + columns.map { "mean \($0)" } + columns.map { "sd \($0)" }
    let rows = parameters.weights.indices.map { k in
      let deviations = columns.indices.map { parameters.covariances[k][$0][$0].squareRoot() }
      return [String(k + 1)] + ([parameters.weights[k]] + parameters.means[k] + deviations).map(number.text)
    }
    guard columns.count > 3 else { return textTable(header: header, rows: rows) }
    let turned = header.indices.map { column in [header[column]] + rows.map { $0[column] } }
    return textTable(header: turned[0], rows: Array(turned.dropFirst()))
  }
}
