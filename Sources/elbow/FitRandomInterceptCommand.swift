import ArgumentParser
import LatentModels
import NumericCore
import PlotKit

/// `elbow fit random-intercept`: an intercept for each group.
struct FitRandomInterceptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "random-intercept", abstract: "Fit a Gaussian random intercept by EM.",
    discussion: """
      Rows that are held out count as groups of their own, whatever the fitted groups were.

      Examples:
        elbow fit random-intercept --data dyestuff
        elbow fit random-intercept --data my.csv --response yield --group batch --json
      """)

  @Option(help: "The column that was observed; the first column used without it.")
  var response: String?

  @Option(help: "The column that says which group a row belongs to; the label column without it.")
  var group: String?

  @OptionGroup var options: FitOptions

  func run() throws {
    var data = options.common.data
    if let response { data.columns = response }
    if let group { data.label = group }
    try options.fit(try data.table(seed: options.common.compute.seed)) { _ in
      .randomIntercept(
        RandomInterceptSettings(
          method: options.method, seed: options.common.compute.seed))
    } details: { model, _ in
      RandomInterceptDetails(fitted(model))
    }
  }
}

/// What a report says of a random intercept.
struct RandomInterceptDetails: FitDetails {
  struct Parameters: Encodable {
    let mean: Double
    let withinVariance: Double
    let betweenVariance: Double

    init(_ found: RandomInterceptParameters) {
      mean = found.mean
      withinVariance = found.within
      betweenVariance = found.between
    }
  }

  let response: String
  let group: String
  let groups: Int
  let parameters: Parameters
  let closedForm: ClosedForm<Parameters>?

  init(_ model: RandomIntercept) {
    response = model.data.columnNames[model.settings.response]
    group = model.data.labels?.name ?? ""
    groups = model.groupCount
    parameters = Parameters(model.inOwnUnits(model.parameters))
    closedForm = model.closedForm.flatMap { closed in
      model.closedFormLogLikelihood.map {
        ClosedForm(nats: $0, parameters: Parameters(model.inOwnUnits(closed)))
      }
    }
  }

  var title: String { "Random intercept of \(response) by \(group), \(groups) groups" }

  var remarks: [String] { closedForm.map { [$0.line] } ?? [] }

  var parameterTable: [String] {
    let number = NumberFormat.significant(6)
    let (within, between) = (parameters.withinVariance, parameters.betweenVariance)
    return textTable(
      header: ["parameter", "estimate", "square root"],
      rows: [
        ["mean", number.text(parameters.mean), ""],
        ["variance within", number.text(within), number.text(within.squareRoot())],
        ["variance between", number.text(between), number.text(between.squareRoot())],
        ["share between", number.text(between / (within + between)), ""],
      ])
  }
}
