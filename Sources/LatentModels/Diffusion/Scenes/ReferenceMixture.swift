import NumericCore
import RealModule

/// The mixture that EM fits to the rows, with the number of components that BIC chooses: the first rung, beside the last.
public struct ReferenceMixture: Hashable, Sendable {
  /// The mixture in the frame of the denoiser.
  public let parameters: MixtureParameters
  /// Its log-likelihood on the rows that training draws from, in nats, in the data's own units: exact.
  public let logLikelihood: Double
  /// How many rows those are.
  public let rows: Int
  /// Bayesian information criteria by number of components, from 1; nil where a fit failed.
  public let criteria: [Double?]
}

/// Fits of mixtures with one component, two and so on, each to its end: a piece is a fit.
struct ReferenceStudy: Study {
  private let table: DataTable
  /// What a log-density of a row in the frame exceeds that in the data's own units by.
  private let logScale: Double
  private let seed: UInt64
  private(set) var done = 0
  let planned: Int
  private var criteria: [Double?] = []
  private var best: (criterion: Double, parameters: MixtureParameters, logLikelihood: Double)?

  /// The fits to the rows of `model` that training draws from.
  init(of model: DiffusionModel) throws(FittingError) {
    let data = model.data
    guard data.columns <= 64 else {
      throw .tooManyColumns(count: data.columns, limit: 64)
    }
    let rows = data.training
    table = DataTable(
      name: data.table.name, values: data.inFrame(data.table.values.selectingRows(rows)),
      columnNames: data.table.columnNames)
    logScale = data.logScale
    seed = model.settings.seed
    planned = max(1, min(data.columns > 8 ? 3 : 8, rows.count / (4 * (data.columns + 1))))
  }

  var findings: DiffusionFinding {
    .reference(
      best.map {
        ReferenceMixture(
          parameters: $0.parameters, logLikelihood: $0.logLikelihood, rows: table.rows, criteria: criteria)
      })
  }

  mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard done < planned else { return }
    do {
      let (parameters, nats, count) = try fitted(components: done + 1, in: workspace)
      let criterion = -2 * nats + Double(count) * .log(Double(table.rows))
      criteria.append(criterion)
      if criterion < best?.criterion ?? .infinity {
        best = (criterion, parameters, nats - Double(table.rows) * logScale)
      }
    } catch .cancelled {
      throw .cancelled
    } catch {
      criteria.append(nil)
    }
    done += 1
  }

  /// The best of some starts with that many components: its parameters, log-likelihood in the frame, and free parameters.
  private func fitted(
    components: Int, in workspace: Workspace
  ) throws(FittingError) -> (MixtureParameters, Double, Int) {
    var settings = MixtureSettings(components: components, family: .full)
    var best: (MixtureParameters, Double, Int)?
    for start in 0..<(components == 1 ? 1 : 3) {
      settings.seed = seed &+ UInt64(start)
      var model = try GaussianMixture(data: table, settings: settings)
      var nats = -Double.infinity
      while true {
        let event = try model.step(in: workspace)
        guard event.phase == .expectation else { continue }
        nats = event.objective.nats
        if event.status == .converged || model.iteration >= 500 { break }
      }
      if nats > best?.1 ?? -.infinity { best = (model.parameters, nats, model.degreesOfFreedom) }
    }
    guard let best else { throw .singularCovariance }
    return best
  }
}
