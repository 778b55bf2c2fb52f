import ArgumentParser
import LatentModels
import NumericCore
import PlotKit

/// `elbow fit linkage`: the linkage multinomial.
struct FitLinkageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "linkage", abstract: "Fit the linkage multinomial of Dempster, Laird and Rubin by EM.",
    discussion: """
      The data have four rows with a column of counts, in the order of cells with probabilities 1/2 + theta/4,
      (1 - theta)/4, (1 - theta)/4 and theta/4.

      Examples:
        elbow fit linkage --data linkage
        elbow fit linkage --data my.csv --counts n --start 0.3
      """)

  @Option(help: "The column of counts; the first column used without it.")
  var counts: String?

  @Option(help: "Theta at the start, between 0 and 1.")
  var start = 0.5

  @OptionGroup var options: FitOptions

  func validate() throws {
    guard options.common.holdout == nil else {
      throw ValidationError(
        "--holdout cannot be used with four counts: score other counts by a fit of their own")
    }
  }

  func run() throws {
    var data = options.common.data
    if let counts { data.columns = counts }
    try options.fit(try data.table(seed: options.common.compute.seed)) { _ in
      .linkage(
        LinkageSettings(
          start: start, method: options.method, seed: options.common.compute.seed))
    } details: { model, _ in
      LinkageDetails(fitted(model))
    }
  }
}

/// What a report says of the linkage multinomial.
struct LinkageDetails: FitDetails {
  struct Parameters: Encodable {
    let theta: Double
  }

  let counts: [Int]
  let start: Double
  let parameters: Parameters
  let closedForm: ClosedForm<Parameters>

  init(_ model: LinkageMultinomial) {
    counts = model.counts
    start = model.settings.start
    parameters = Parameters(theta: model.parameters)
    closedForm = ClosedForm(
      nats: model.closedFormLogLikelihood, parameters: Parameters(theta: model.closedForm))
  }

  var title: String { "Linkage multinomial of \(counts.reduce(0, +)) individuals" }

  var remarks: [String] { [closedForm.line] }

  var parameterTable: [String] {
    let number = NumberFormat.significant(10)
    return textTable(
      header: ["parameter", "estimate", "closed form"],
      rows: [["theta", number.text(parameters.theta), number.text(closedForm.parameters.theta)]])
  }
}
