import ArgumentParser
import LatentModels
import NumericCore
import PlotKit

/// `elbow fit logistic-intercept`: successes in trials, with an intercept for each group.
struct FitLogisticInterceptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logistic-intercept",
    abstract: "Fit a logistic regression with a random intercept for each group.",
    discussion: """
      A fixed column is a factor in treatment coding, unless :numeric stands behind its name. Without --successes, the \
      columns are guessed: one of counts that another never falls below, and those of few values as factors.

      Examples:
        elbow fit logistic-intercept --data cbpp --method laplace
        elbow fit logistic-intercept --data my.csv --successes cases --trials size --fixed period,dose:numeric --group herd
      """)

  /// What is maximised.
  enum Method: String, ExpressibleByArgument, CaseIterable {
    case em
    case laplace
    case vi

    var law: VariationalMethod {
      switch self {
      case .em: .exact
      case .laplace: .laplace
      case .vi: .gaussian(.coordinate)
      }
    }
  }

  @Option(help: "The column of successes.")
  var successes: String?

  @Option(help: "The column of trials; without it each row is one trial.")
  var trials: String?

  @Option(
    help: "Columns that the success depends on, separated by commas: C is a factor, C:numeric has one slope.")
  var fixed: String?

  @Option(help: "The column that says which group a row belongs to; the label column without it.")
  var group: String?

  @Option(
    help:
      "em: exact law of the intercepts; laplace: mode and curvature, as lme4 has it; vi: a Gaussian for each."
  )
  var method = Method.em

  @OptionGroup var options: VariationalOptions

  func validate() throws {
    try options.refuseStandardizing(
      "counts and levels are fitted as they are, and a numeric effect is standardised by itself")
    guard successes != nil || (trials == nil && fixed == nil) else {
      throw ValidationError("--trials and --fixed need --successes beside them: name the column of successes")
    }
    var uses: [String: String] = [:]
    let roles =
      [("--group", group), ("--successes", successes), ("--trials", trials)]
      + splitColumns(fixed ?? "").map { ("--fixed", Self.effect($0).name) }
    for case (let option, let column?) in roles {
      if let other = uses.updateValue(option, forKey: column) {
        throw ValidationError(
          other == option
            ? "\(option) names \(column) twice"
            : "\(other) and \(option) both name \(column): a column can be used once only")
      }
    }
  }

  func run() throws {
    var data = options.common.data
    if let group { data.label = group }
    let effects = splitColumns(fixed ?? "").map(Self.effect)
    if let successes {
      data.columns = ([successes] + (trials.map { [$0] } ?? []) + effects.map(\.name)).joined(separator: ",")
    }
    let table = try data.table(seed: options.common.compute.seed)
    let settings = options.settings(method.law)
    try options.fit(table, method: method.rawValue) { rows in
      guard successes != nil else { return try guessed(rows, settings) }
      let first = trials == nil ? 1 : 2
      return .logisticIntercept(
        LogisticInterceptSettings(
          successes: 0, trials: trials.map { _ in 1 },
          fixed: effects.enumerated().map { .init(column: first + $0, isNumeric: $1.isNumeric) },
          variational: settings))
    } details: { plan, free, table in
      LogisticInterceptDetails(plan, free, table)
    }
  }

  /// A column and whether it is numeric.
  private static func effect(_ text: String) -> (name: String, isNumeric: Bool) {
    let mark = ":numeric"
    return text.hasSuffix(mark) ? (String(text.dropLast(mark.count)), true) : (text, false)
  }

  /// The columns that suit a table.
  private func guessed(_ rows: DataTable, _ settings: VariationalSettings) throws -> VariationalPlan {
    guard rows.labels != nil else { throw FittingError.noGroups }
    for choice in VariationalPlan.choices(for: rows, seed: settings.seed) {
      guard case .logisticIntercept(var columns) = choice else { continue }
      columns.variational = settings
      return .logisticIntercept(columns)
    }
    throw failing("no column looks like successes: name it with --successes", .usage)
  }
}

/// What a report says of a logistic random intercept.
struct LogisticInterceptDetails: FitDetails {
  struct Parameters: Encodable {
    let fixed: [Effect]
    let standardDeviation: Double
  }

  struct Effect: Encodable {
    let name: String
    let estimate: Double
  }

  let successes: String
  let trials: String?
  let group: String
  let groups: Int
  let parameters: Parameters

  init(_ plan: VariationalPlan, _ free: FreeParameters, _ table: DataTable) {
    guard case .logisticIntercept(let columns) = plan else { preconditionFailure("another model") }
    successes = table.columnNames[columns.successes]
    trials = columns.trials.map { table.columnNames[$0] }
    group = table.labels?.name ?? ""
    groups = Set(table.labels?.codes ?? []).count
    parameters = Parameters(
      fixed: zip(free.names, free.values).dropLast().map { Effect(name: $0, estimate: $1) },
      standardDeviation: free.values.last ?? 0)
  }

  var title: String {
    "Logistic random intercept of \(successes)\(trials.map { " in \($0)" } ?? "") by \(group), \(groups) groups"
  }

  var parameterTable: [String] {
    let number = NumberFormat.significant(6)
    return textTable(
      header: ["parameter", "estimate"],
      rows: parameters.fixed.map { [$0.name, number.text($0.estimate)] }
        + [["sd of intercepts", number.text(parameters.standardDeviation)]])
  }
}
