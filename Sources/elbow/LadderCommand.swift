import ArgumentParser
import DataFiles
import Explorer
import LatentModels
import NumericCore

/// `elbow ladder`: every rung on one data set, one split, one seed, one axis of nats.
struct LadderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ladder",
    abstract: "Fit every rung, from one Gaussian to diffusion, and put them on one axis of nats.",
    discussion: """
      Each value says what it is: = exact, \u{2265} a lower bound, ~ an estimate; values of rows left out stand apart. Totals over
      the rows, in nats, in the data's own units; columns are brought to mean 0 and deviation 1 for the fits.

      Rungs: \(Rung.allCases.map(\.rawValue).joined(separator: " "))

      Examples:
        elbow ladder --data faithful
        elbow ladder --data two-moons --holdout 0.2 --json
        elbow ladder --data my.csv --components 3 --rungs normal,gmm,kde,vae,net-ode
        elbow ladder --data faithful --rungs vae,net-ode --seeds 5
        elbow ladder --data faithful --save ladder.safetensors
      """)

  @OptionGroup var data: DataOptions

  @Option(
    help: "A fraction of the rows, or a file, that no rung sees and all are scored on.", completion: .file())
  var holdout: String?

  @Option(parsing: .unconditional, help: "K of the mixtures. (default: the number that BIC chooses)")
  var components: Int?

  @Option(
    help: "The rungs to fit, by name, separated by commas. (default: all)",
    completion: .list(Rung.allCases.map(\.rawValue)))
  var rungs: String?

  @Option(parsing: .unconditional, help: "Latents of PPCA and of the autoencoders. (default: 1 or 2)")
  var latent: Int?

  @Option(parsing: .unconditional, help: "How many starts a mixture has.")
  var starts = LadderSettings().starts

  @Option(parsing: .unconditional, help: "T of the chains with the exact denoiser.")
  var levels = LadderSettings().levels

  @Option(parsing: .unconditional, help: "Minibatches of the autoencoder.")
  var vaeSteps = LadderSettings().autoencoderSteps

  @Option(parsing: .unconditional, help: "Minibatches of the denoising net.")
  var netSteps = LadderSettings().networkSteps

  @Option(parsing: .unconditional, help: "Draws of each row for the importance-weighted bound.")
  var iwae = LadderSettings().importanceDraws

  @Option(
    help: "The rung that the others are compared with, row by row.",
    completion: .list(Rung.allCases.map(\.rawValue)))
  var against = Rung.mixture.rawValue

  @Option(
    parsing: .unconditional, help: "The ladder under so many seeds, on the same split, with the spread.")
  var seeds = 1

  @Option(help: "Save the ladder, with every model, as safetensors: elbow FILE opens it.")
  var save: String?

  @Flag(help: "One JSON document on standard output.")
  var json = false

  @Flag(help: "Say nothing but the result.")
  var quiet = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard (1...100).contains(seeds) else {
      throw ValidationError("--seeds is \(seeds): it must be from 1 to 100")
    }
  }

  func run() throws {
    do {
      var settings = LadderSettings()
      settings.seed = compute.seed
      (settings.components, settings.latents, settings.starts) = (components, latent, starts)
      (settings.levels, settings.autoencoderSteps, settings.networkSteps) = (levels, vaeSteps, netSteps)
      settings.importanceDraws = iwae
      var plan = LadderPlan.all
      if let rungs { plan = try LadderPlan(names: rungs) }
      let reference = try LadderPlan(names: against).rungs.first
      let table = try data.table(seed: compute.seed)
      var heldOut: DataTable?
      switch try Holdout(holdout) {
      case .none: break
      case .fraction(let fraction): settings.holdout = fraction
      case .file: heldOut = try Holdout(holdout).split(table, seed: compute.seed).heldOut
      }
      let pool = compute.pool()
      defer { pool.stop() }
      let workspace = Workspace(pool: pool)
      let progress = ProgressLine(isShown: !quiet && !json)
      let began = monotonicSeconds()
      var spread = try LadderSpread(
        data: table, heldOut: heldOut, plan: plan, settings: settings, seeds: seeds,
        clock: { monotonicSeconds() })
      while !spread.isFinished {
        try spread.advance(in: workspace)
        progress.show(line(spread))
      }
      progress.clear()
      guard let first = spread.findings.first else { throw FittingError.noData }
      // What was found is told even where it cannot be kept.
      let saved = Result {
        guard let save else { return }
        let history = first.archived(with: seeds > 1 ? spread.findings : nil)
        try RunFile(history: history, source: table.source).write(to: save)
      }
      let report = LadderReport(
        first, spread.findings, of: table, reference: reference, seconds: monotonicSeconds() - began)
      try output(json ? try jsonText(report) : report.text(hasNotes: !quiet))
      try saved.get()
    } catch let error as FittingError {
      throw failing(error)
    } catch let error as DataError {
      throw failing(error)
    }
  }

  /// What is going on, in a line.
  private func line(_ spread: LadderSpread) -> String {
    let percent = 100 * spread.done / max(spread.planned, 1)
    let seed = seeds > 1 ? "seed \(spread.findings.seeds + 1) of \(seeds)  " : ""
    for entry in spread.ladder.entries {
      if case .working(let stage, _) = entry.status {
        return "\(seed)\(percent) %  \(entry.rung.plainTitle): \(stage)"
      }
    }
    return "\(seed)\(percent) %"
  }
}
