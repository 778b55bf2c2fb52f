import ArgumentParser
import DataFiles
import Explorer
import LatentModels
import NumericCore

/// The options that every fit has, and what every fit does around its steps: rows are held out, threads begin and end, the
/// result is saved and written.
struct CommonFitOptions: ParsableArguments {
  @OptionGroup var data: DataOptions

  // A number below 0 is refused in a sentence of its own, and not taken for the name of an option.
  @Option(
    name: .customLong("iterations"), parsing: .unconditional,
    help: ArgumentHelp("At most so many iterations. (default: 1000)", valueName: "iterations"))
  var givenIterations: Int?

  @Option(
    help: "A fraction of the rows, or a file, to score the fit on that it does not see.", completion: .file())
  var holdout: String?

  @Option(help: "Save the run, with its history, as safetensors.", completion: .run)
  var save: String?

  @Flag(help: "One JSON document on standard output.")
  var json = false

  @Flag(help: "Say nothing but the result.")
  var quiet = false

  @OptionGroup var compute: ComputeOptions

  /// At most so many iterations, whether asked for or not.
  var iterations: Int { givenIterations ?? 1000 }

  func validate() throws {
    guard iterations >= 0 else {
      throw ValidationError("--iterations is \(iterations): it must not be negative")
    }
  }

  /// The rows to fit.
  func table() throws -> DataTable { try data.table(seed: compute.seed) }

  /// The bytes of models that a history keeps: none where it is not saved.
  var memoryBudget: Int { save == nil ? 0 : 64 << 20 }

  /// What a fit has to work with.
  struct Bench {
    /// The rows that are fitted.
    let training: DataTable
    /// The rows that the fit does not see.
    let heldOut: DataTable?
    /// Where the steps are shown.
    let progress: ProgressLine
    /// Where they are computed.
    let workspace: Workspace
  }

  /// Fits the rows of `table` by `fit`, which gives the report and the history; saves the one and writes the other.
  func carryOut<Report: FitResult>(
    _ table: DataTable, _ fit: (Bench) throws -> (report: Report, history: () -> ModelArchive)
  ) throws {
    let split = try Holdout(holdout).split(table, seed: compute.seed)
    try carryOut(named: table.name, from: split.training.source) { progress, workspace in
      try fit(
        Bench(
          training: split.training, heldOut: split.heldOut, progress: progress, workspace: workspace))
    }
  }

  /// The same for rows of any kind, called `name` and found again by `source`.
  func carryOut<Report: FitResult>(
    named name: String, from source: DataSource,
    _ fit: (ProgressLine, Workspace) throws -> (report: Report, history: () -> ModelArchive)
  ) throws {
    let pool = compute.pool()
    defer { pool.stop() }
    do {
      let (report, history) = try fit(ProgressLine(isShown: !quiet && !json), Workspace(pool: pool))
      // What was found is told even where it cannot be kept.
      let saved = Result { if let save { try RunFile(history: history(), source: source).write(to: save) } }
      try output(json ? try jsonText(report) : report.text(hasNotes: !quiet))
      try saved.get()
    } catch FittingError.valueOutOfRange(let row, let column, let value) {
      let error = FittingError.valueOutOfRange(row: row, column: column, value: value)
      throw failing("\(name), \(error.description).", .badData)
    } catch let error as FittingError {
      throw failing(error)
    } catch let error as DataError {
      throw failing(error)
    }
  }
}

/// What a fit is reported as.
protocol FitResult: Encodable {
  /// The report for a person.
  func text(hasNotes: Bool) -> String
}
