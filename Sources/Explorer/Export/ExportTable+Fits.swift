import LatentModels
import NumericCore

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

  /// The rows of a mixture that are shown: which row of the source, the component with the largest responsibility (0 is the noise), and
  /// that responsibility. What is not known before the first E half-step is missing.
  init(rowsOf portrait: MixturePortrait, in data: DataTable) {
    columns = ["row", "component", "responsibility"]
    rows = portrait.dots.map { dot in
      let isKnown = dot.component != nil || dot.isNoise
      return [
        .count(data.number(ofRow: dot.row)), isKnown ? .count(dot.component.map { $0 + 1 } ?? 0) : .missing,
        isKnown ? .number(dot.certainty) : .missing,
      ]
    }
  }

  /// What happened, a line for each step: its number, the iteration, the half-step, and what was known after it, with its kind. Nil
  /// where nothing has.
  init?(trace history: [HistoryEntry]) {
    columns = ["step", "iteration", "phase", "kind", "value", "standard_error", "log_likelihood"]
    rows = history.compactMap { entry in
      guard case .step(let event) = entry else { return nil }
      let objective = event.objective
      return [
        .count(event.step), .count(event.iteration), .text(event.phase.rawValue), .text(objective.kind.word),
        Value(objective.nats), Value(objective.standardError),
        Value(objective.kind == .exact ? objective.nats : event.logLikelihood),
      ]
    }
    if rows.isEmpty { return nil }
  }

  /// The laws q of the rows that are shown: which row of the source, its class, and the mean and the deviation of each latent.
  init(latentsOf portrait: AutoencoderPortrait, in data: DataTable) {
    let latents = 0..<portrait.means.columns
    columns =
      ["row", "label"] + latents.map { "mean z\($0 + 1)" } + latents.map { "sd z\($0 + 1)" }
    rows = portrait.rows.enumerated().map { index, row in
      [
        .count(data.number(ofRow: row)),
        data.labels?.level(ofRow: row).map { .text($0) } ?? .missing,
      ] + portrait.means.row(index).map { .number($0) } + portrait.deviations.row(index).map { .number($0) }
    }
  }

  /// The bound with its terms at the end of each pass, in nats per row, in the data's own units. Nil before the first.
  init?(_ records: [EpochRecord], logScale: Double) {
    func cells(_ terms: AutoencoderTerms?) -> [Value] {
      guard let terms, terms.rows > 0 else { return [.missing, .missing, .missing] }
      let rows = Double(terms.rows)
      return [
        Value(terms.bound / rows - logScale), Value(terms.reconstruction / rows - logScale),
        Value(terms.divergence / rows),
      ]
    }
    guard !records.isEmpty else { return nil }
    columns =
      ["epoch"] + ["training", "held_out"].flatMap { ["\($0)_elbo", "\($0)_reconstruction", "\($0)_kl"] }
    rows = records.map { [.count($0.epoch)] + cells($0.training) + cells($0.heldOut) }
  }

  /// The losses of a denoising net, per dimension, with the exact floor and the excess where they are known. Nil before the first.
  init?(_ records: [DiffusionRecord]) {
    guard !records.isEmpty else { return nil }
    columns = ["step", "training_loss", "noise_loss", "floor", "excess", "held_out"]
    rows = records.map {
      [
        .count($0.step), Value($0.loss), Value($0.noiseLoss), Value($0.floor), Value($0.excess),
        Value($0.heldOut),
      ]
    }
  }

  /// Rows of numbers under the names of their columns, in the data's own units.
  init(_ values: Matrix<Double>, columnNames: [String]) {
    columns = columnNames
    rows = (0..<values.rows).map { row in values.row(row).map { Value($0) } }
  }
}
