import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// Asks where to export to.
  mutating func askForExport() {
    let name = data(in: shown)?.name.fileStem ?? "elbow"
    overlay = .prompt(
      Prompt(
        purpose: .export, question: "Export screen (.svg .ansi .txt) or table (.csv .md .json) as",
        field: TextField("\(name).svg")))
  }

  /// Exports what the ending of `path` says; asks again where that cannot be.
  mutating func export(to path: String, _ prompt: Prompt) -> [Effect] {
    guard let format = Export.Format(path: path) else {
      return askAgain(prompt, "the name must end in .svg, .ansi, .txt, .csv, .md or .json")
    }
    let text: String
    switch format {
    case .svg: text = picture.svg(on: look.theme.paper)
    case .ansi: text = picture.ansiText()
    case .txt: text = picture.text
    case .csv, .md, .json:
      guard let table = focusedTable else {
        return askAgain(
          prompt, "the focused panel has no table: .svg exports the screen, Tab leads to others")
      }
      text = format == .csv ? table.csv : format == .md ? table.markdown : table.json
    }
    return [.export(Export(path: path, text: text), replacing: false)]
  }

  private mutating func askAgain(_ prompt: Prompt, _ complaint: String) -> [Effect] {
    var again = prompt
    again.complaint = complaint
    overlay = .prompt(again)
    return []
  }

  /// The numbers of the focused panel, where it shows a table of which there are any.
  var focusedTable: ExportTable? {
    switch shown {
    case .em:
      guard let lab, lab.focus == .components, let portrait = lab.run.portrait else { return nil }
      return portrait.mixture.map { ExportTable($0, columnNames: lab.data.columnNames) }
        ?? ExportTable(portrait.tables)
    case .ladder:
      guard let ladder, ladder.focus != .aside, let findings = ladder.findings else { return nil }
      return ExportTable(findings, order: ladder.shownRungs)
    case .vi, .vae, .diffusion:
      return nil
    }
  }
}

extension ExportTable {
  /// The components of a mixture: weight, means and standard deviations by the names of the columns, in the data's own units.
  init(_ portrait: MixturePortrait, columnNames: [String]) {
    columns =
      ["component", "weight"] + columnNames.map { "mean \($0)" } + columnNames.map { "sd \($0)" }
    rows = portrait.components.enumerated().map { k, component in
      [.count(k + 1), Value(component.weight)] + component.mean.map { Value($0) }
        + component.standardDeviations.map { Value($0) }
    }
  }

  /// The tables of another parameter, one below the other: a line for each number, with the table, the row and the column it stands in.
  /// - Returns: nil where there are none.
  init?(_ tables: [ParameterTable]) {
    guard !tables.isEmpty else { return nil }
    columns = ["parameter", "column", "value"]
    rows = tables.flatMap { table in
      table.rows.flatMap { row in
        zip(table.header.dropFirst(), row.values).map { column, value in
          [.text(row.name), .text(column), Value(value)]
        }
      }
    }
  }

  /// The rungs of a ladder: a line for each number, with what it is (exact, a bound, an estimate) and on which rows (in-sample, held-out,
  /// leave-one-out), so that nobody takes one kind for another. A rung that has no number is a line without one, which says why.
  init(_ findings: LadderFindings, order: [Rung]) {
    columns = [
      "rung", "name", "parameters", "seconds", "rows", "evaluation", "value", "kind", "nats", "nats_per_row",
      "standard_error", "note",
    ]
    rows = order.flatMap { rung -> [[Value]] in
      let status = findings.entries.first { $0.rung == rung }?.status
      guard case .known(let result) = status else {
        let note =
          switch status {
          case .failed(let reason): reason
          case .working(let stage, _): stage
          default: "waiting"
          }
        let blank = Array(repeating: Value.missing, count: 9)
        return [[.text(rung.rawValue), .text(rung.plainTitle)] + blank + [.text(note)]]
      }
      let first: [Value] = [
        .text(rung.rawValue), .text(result.name), .count(result.parametersCount),
        result.seconds > 0 ? .number(result.seconds) : .missing,
      ]
      let lines = RungEvaluation.allCases.flatMap { evaluation -> [[Value]] in
        guard let scores = result.scores(evaluation) else { return [] }
        let values = [
          ("log-likelihood", scores.likelihood), ("bound", scores.bound),
          ("limit of the chain", scores.limit),
        ]
        return values.compactMap { name, score in score.map { first + ExportTable.cells($0, name) } }
      }
      guard lines.isEmpty else { return lines }
      let note = result.inSample.likelihoodReason ?? result.leaveOneOutReason ?? ""
      return [first + Array(repeating: .missing, count: 7) + [.text(note)]]
    }
  }

  private static func cells(_ score: RungScore, _ name: String) -> [Value] {
    [
      .count(score.rows), .text(score.evaluation.rawValue), .text(name), .text(score.objective.kind.word),
      Value(score.objective.nats), Value(score.natsPerRow), Value(score.objective.standardError), .missing,
    ]
  }
}

extension Objective.Kind {
  /// What a number is, in words.
  fileprivate var word: String {
    switch self {
    case .exact: "exact"
    case .bound: "bound"
    case .estimatedBound: "estimated bound"
    case .estimate: "estimate"
    case .offScale: "objective"
    }
  }
}
