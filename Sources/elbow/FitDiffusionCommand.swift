import ArgumentParser
import DataFiles
import Explorer
import LatentModels
import NumericCore

/// `elbow fit diffusion`: a denoising diffusion model.
struct FitDiffusionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diffusion", abstract: "Train a denoising diffusion model.",
    discussion: """
      A network learns to tell the noise in a row. Fresh draws of a fitted mixture (mixture:MODEL.safetensors) have an exact
      denoiser, and then the report says how far the network is from it. An iteration is a minibatch.

      Examples:
        elbow fit diffusion --data two-moons --steps 8000 --save moons.safetensors
        elbow fit gmm --data faithful --components 2 --save gmm.safetensors
        elbow fit diffusion --data mixture:gmm.safetensors --batch 512 --steps 6000 --json
        elbow fit diffusion --data digits --objective v --schedule cosine --hidden 256 --conditional --steps 5000
      """)

  @OptionGroup var net: DiffusionOptions

  @Flag(help: "Save the network alone, without a history or what training goes on from.")
  var weightsOnly = false

  @OptionGroup var common: CommonFitOptions

  func run() throws {
    var settings = try net.settings(seed: common.compute.seed, iterations: common.givenIterations)
    var law: MixtureParameters?
    let table: DataTable
    if common.data.data.hasPrefix("mixture:") {
      let mixture = try fittedMixture(String(common.data.data.dropFirst("mixture:".count)))
      (table, law, settings.drawsFresh) = (mixture.data, mixture.parameters, true)
    } else {
      table = try common.table().completeRows()
    }
    try common.carryOut(table) { [settings, law, weightsOnly] bench in
      let began = monotonicSeconds()
      let (progress, workspace) = (bench.progress, bench.workspace)
      var timeline = Timeline(
        start: try DiffusionModel(data: bench.training, law: law, settings: settings),
        memoryBudget: common.memoryBudget)
      defer { progress.clear() }
      var told = 0
      while try timeline.advance(in: workspace) {
        guard let record = timeline.model.records.last, record.step > told else { continue }
        told = record.step
        progress.show(
          "step \(told) of \(settings.steps)  noise told with mean square error \(record.noiseLoss)")
      }
      progress.show("variational bound")
      let report = try DiffusionReport(
        timeline.model, training: bench.training, heldOut: bench.heldOut, seconds: monotonicSeconds() - began,
        in: workspace)
      let trained = timeline
      return (report, { weightsOnly ? trained.model.archivedWeights() : trained.archived() })
    }
  }

  /// The mixture of a saved run, and the rows it was fitted to.
  private func fittedMixture(_ path: String) throws -> (data: DataTable, parameters: MixtureParameters) {
    do {
      let (run, data) = try RunFile.openModel(path)
      guard run.history.metadata["model"] == GaussianMixture.summary.name else {
        throw failing(
          "\(path) holds a model of kind \(run.history.metadata["model"] ?? "unknown"): "
            + "mixture: is for runs of elbow fit gmm", .usage)
      }
      return (data, try GaussianMixture(archive: run.history, data: data).parameters)
    } catch let error as FittingError {
      throw failing(error)
    } catch let error as DataError {
      throw failing(error)
    }
  }
}
