import ArgumentParser
import LatentModels
import NumericCore
import PlotKit

/// `elbow fit item-response`: answers to items through one ability.
struct FitItemResponseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "item-response",
    abstract: "Fit a Rasch or a two-parameter logistic model to answers 0 and 1.",
    discussion: """
      Every column used is an item; a missing answer is left out.

      Examples:
        elbow fit item-response --data lsat --model rasch
        elbow fit item-response --data my.csv --model 2pl --method vi --json
      """)

  /// Where the law of the ability comes from.
  enum Method: String, ExpressibleByArgument, CaseIterable {
    case em
    case vi
    case encoder

    var law: VariationalMethod {
      switch self {
      case .em: .exact
      case .vi: .gaussian(.coordinate)
      case .encoder: .encoder(.linear)
      }
    }
  }

  @Option(help: "rasch: one slope for all items; 2pl: one for each.")
  var model = ItemResponseSettings.Kind.twoParameter

  @Option(
    help:
      "em: exact law of the ability; vi: a Gaussian for each pattern; encoder: a Gaussian linear in the answers."
  )
  var method = Method.em

  @OptionGroup var options: VariationalOptions

  func validate() throws {
    try options.refuseStandardizing("answers are 0 and 1, and are fitted as they are")
  }

  func run() throws {
    try options.fit(try options.common.table(), method: method.rawValue) { _ in
      .itemResponse(ItemResponseSettings(kind: model, variational: options.settings(method.law)))
    } details: { _, free, table in
      ItemResponseDetails(model, free, items: table.columnNames)
    }
  }
}

extension ItemResponseSettings.Kind: ExpressibleByArgument {}

/// What a report says of an item-response model.
struct ItemResponseDetails: FitDetails {
  struct Parameters: Encodable {
    let items: [String]
    let intercepts: [Double]
    let slopes: [Double]
  }

  let items: String
  let parameters: Parameters

  init(_ kind: ItemResponseSettings.Kind, _ free: FreeParameters, items names: [String]) {
    items = kind.rawValue
    let slopes = Array(free.values[names.count...])
    parameters = Parameters(
      items: names, intercepts: Array(free.values[..<names.count]),
      slopes: slopes.count == names.count ? slopes : names.map { _ in slopes[0] })
  }

  /// Slopes near the ends of what can be estimated: where the ability all but says an answer, or says nothing of it.
  var warnings: [String] {
    let number = NumberFormat.significant(3)
    let isCommon = items == ItemResponseSettings.Kind.rasch.rawValue
    if isCommon, let slope = parameters.slopes.first {
      if abs(slope) < 0.05 {
        return [
          "the common slope goes to 0, the end of its range (now \(number.text(slope))): the answers to different items do "
            + "not go together, and no ability can be told from them"
        ]
      }
      return abs(slope) > Self.steepSlope
        ? [
          "the common slope is \(number.text(slope)), near where it has no finite estimate: the ability all but says the answers"
        ]
        : []
    }
    let flat = zip(parameters.items, parameters.slopes).filter { abs($1) < Self.flatSlope }.map(\.0)
    if flat.count > 1 {
      return [
        "the slopes of \(flat.prefix(4).joined(separator: ", "))\(flat.count > 4 ? " and others" : "") are 0: the ability says "
          + "nothing of them, and this may be a saddle of the likelihood, not its maximum; leave out items that answer alike"
      ]
    }
    return zip(parameters.items, parameters.slopes).filter { abs($1) > Self.steepSlope }.map { item, slope in
      "the slope of \(item) is \(number.text(slope)), near where it has no finite estimate: leave the item out, or use "
        + "--model rasch"
    }
  }

  /// Steeper slopes are named: an ability of 1 then moves the odds more than a hundredfold.
  private static let steepSlope = 5.0
  /// Slopes nearer to 0 are named.
  private static let flatSlope = 1e-6

  var title: String {
    "Item response, \(items == ItemResponseSettings.Kind.rasch.rawValue ? "Rasch" : "2PL") "
      + "of \(counted(parameters.items.count, "item"))"
  }

  var parameterTable: [String] {
    let number = NumberFormat.significant(6)
    return textTable(
      header: ["item", "c (intercept)", "a (slope)"],
      rows: parameters.items.indices.map {
        [parameters.items[$0], number.text(parameters.intercepts[$0]), number.text(parameters.slopes[$0])]
      })
  }
}
