import ArgumentParser
import DataFiles
import Explorer
import LatentModels
import NumericCore

/// `elbow fit vae`: a variational autoencoder.
struct FitAutoencoderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vae", abstract: "Train a variational autoencoder.",
    discussion: """
      A Gaussian law of each row's latent comes from one net, the law of the row given the latent from another, and both climb
      the evidence lower bound by minibatches. An iteration is a pass through the rows.

      Examples:
        elbow fit vae --data digits --likelihood continuous-bernoulli --latent 2 --epochs 60
        elbow fit vae --data iris --encoder linear --decoder linear --latent 2 --epochs 4000 --batch 150 --rate 0.02 --cosine
        elbow fit vae --data my.csv --standardize --hidden 64,32 --holdout 0.2 --save run.safetensors --json
      """)

  @OptionGroup var net: AutoencoderOptions

  @Option(
    parsing: .unconditional,
    help: "With so many draws for each row the importance-weighted bound is taken at the end.")
  var iwae = 100

  @OptionGroup var common: CommonFitOptions

  func validate() throws {
    guard (1...100_000).contains(iwae) else {
      throw ValidationError("--iwae is \(iwae): it must be from 1 to 100000")
    }
  }

  func run() throws {
    var settings = try net.settings(seed: common.compute.seed)
    if net.epochs == nil { settings.epochs = min(settings.epochs, max(1, common.iterations)) }
    let rows = try AutoencoderRows(common, &settings, startsAtData: net.sigma == "learned")
    try common.carryOut(named: rows.name, from: rows.training.source) { progress, workspace in
      let began = monotonicSeconds()
      var timeline = Timeline(
        start: try rows.model(settings), memoryBudget: common.memoryBudget)
      defer { progress.clear() }
      var told = -1
      while try timeline.advance(in: workspace) {
        guard timeline.model.iteration > told, let record = timeline.model.records.last else { continue }
        told = timeline.model.iteration
        let mean = record.training.objective / Double(record.training.rows) - timeline.model.logScale
        progress.show("epoch \(told) of \(settings.epochs)  objective per row \(mean)")
      }
      progress.show("bounds")
      let report = try AutoencoderReport(
        timeline.model, rows, draws: iwae,
        seconds: monotonicSeconds() - began, in: workspace)
      return (report, timeline.archived)
    }
  }
}
