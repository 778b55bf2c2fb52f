import LatentModels
import NumericCore
import PlotKit

/// What a report says of PPCA or of factor analysis.
struct FactorDetails: FitDetails {
  struct Parameters: Encodable {
    let mean: [Double]
    let loadings: [[Double]]
    let noiseVariance: Noise
  }

  /// One variance for all columns, or one for each.
  enum Noise: Encodable {
    case shared(Double)
    case perColumn([Double])

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .shared(let value): try container.encode(value)
      case .perColumn(let values): try container.encode(values)
      }
    }
  }

  let latent: Int
  let method: String
  let parameters: Parameters
  let closedForm: ClosedForm<Parameters>?
  private let columns: [String]
  private let deviations: [Double]
  private let name: String
  private let freeParameters: Int

  init<Kind>(_ model: FactorModel<Kind>, method: String) {
    latent = model.settings.latentDimensions
    self.method = method
    columns = model.data.columnNames
    name = FactorModel<Kind>.summary.title
    freeParameters = model.degreesOfFreedom
    func described(_ found: FactorParameters) -> Parameters {
      let own = found.inOwnUnits(model.data.transform)
      // One variance in the units of the fit is one in the data's own units only if these are the same.
      let isShared = model.settings.noise == .isotropic && model.data.transform.isIdentity
      return Parameters(
        mean: own.mean, loadings: own.loadings.arrays,
        noiseVariance: isShared ? .shared(own.noiseVariances[0]) : .perColumn(own.noiseVariances))
    }
    parameters = described(model.parameters)
    deviations = model.parameters.inOwnUnits(model.data.transform).noiseVariances.map { $0.squareRoot() }
    closedForm = model.closedForm.flatMap { closed in
      model.closedFormLogLikelihood.map { ClosedForm(nats: $0, parameters: described(closed)) }
    }
  }

  private enum CodingKeys: String, CodingKey { case latent, method, parameters, closedForm }

  var title: String { "\(name), \(latent) latent dimension\(latent == 1 ? "" : "s")" }

  var remarks: [String] { closedForm.map { [$0.line] } ?? [] }

  /// Whether there are more free parameters than moments that they are to reproduce.
  var warnings: [String] {
    let moments = columns.count * (columns.count + 3) / 2
    guard freeParameters > moments else { return [] }
    return [
      "\(freeParameters) free parameters for \(moments) means and covariances: these do not determine the loadings; "
        + "use fewer latent dimensions"
    ]
  }

  /// A row for each column of the data.
  var parameterTable: [String] {
    let number = NumberFormat.significant(6)
    return textTable(
      header: ["column", "mean"] + (1...latent).map { "w\($0)" } + ["noise sd"],
      rows: columns.indices.map { j in
        [columns[j]]
          + ([parameters.mean[j]] + parameters.loadings[j] + [deviations[j]]).map(number.text)
      })
  }
}

/// The exact maximum, where it has a closed form.
struct ClosedForm<Parameters: Encodable>: Encodable {
  let nats: Double
  let parameters: Parameters

  /// The maximum, for a person.
  var line: String { "closed form     = \(NumberFormat.decimals(4).text(nats)) nats (exact maximum)" }
}
