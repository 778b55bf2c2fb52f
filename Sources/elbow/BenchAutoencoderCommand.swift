import ArgumentParser
import DataFiles
import Glibc
import LatentModels
import NumericCore
import PlotKit

/// `elbow bench vae`: epochs of a 784-400-20 Bernoulli autoencoder on Fashion-MNIST.
struct BenchAutoencoderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vae", abstract: "Time the training of a variational autoencoder on Fashion-MNIST.",
    discussion: """
      784-400-20-400-784, Bernoulli, minibatches of 128, Adam with rate 1e-3; layers begin as PyTorch begins them. The images
      come from the Debian package dataset-fashion-mnist.

      Examples:
        elbow bench vae
        elbow bench vae --epochs 5 --seed 1 --json
      """)

  @Option(help: "Passes through the 60,000 images.")
  var epochs = 1

  @Option(help: "How many latents.")
  var latent = 20

  @Flag(help: "One JSON document on standard output.")
  var json = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard (1...10_000).contains(epochs), (1...256).contains(latent) else {
      throw ValidationError("--epochs is from 1 to 10000 and --latent from 1 to 256")
    }
  }

  func run() throws {
    let pool = compute.pool()
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)
    do {
      let training = try rows("fashion-mnist")
      let test = try rows("fashion-mnist-test")
      var settings = AutoencoderSettings()
      (settings.latents, settings.encoder, settings.decoder) = (latent, [400], [400])
      (settings.law, settings.epochs, settings.seed) = (.bernoulli, epochs, compute.seed)
      var model = try VariationalAutoencoder(rows: training, settings: settings)
      let began = monotonicSeconds()
      try model.finish(in: workspace)
      let seconds = monotonicSeconds() - began
      var evaluation = try model.evaluation(on: test, draws: 1)
      try evaluation.finish(in: workspace)
      let report = AutoencoderTimes(
        epochs: epochs, threads: pool.threads, seconds: seconds,
        imagesPerSecond: Double(epochs * training.rows) / seconds,
        testElboNats: evaluation.scores[0].natsPerRow, peakResidentMegabytes: peakResidentMegabytes())
      try output(json ? try jsonText(report) : report.text)
    } catch let error as FittingError {
      throw failing(error)
    } catch let error as DataError {
      throw failing(error)
    }
  }

  private func rows(_ name: String) throws -> AutoencoderData {
    let data = try loadData(DataRequest(location: name))
    return try AutoencoderData(name: name, rows: data.floatRows, labels: data.labels)
  }
}

/// What `bench vae` measured.
private struct AutoencoderTimes: Encodable {
  let workload = "vae"
  let version = ElbowVersion.text
  let epochs: Int
  let threads: Int
  let seconds: Double
  let imagesPerSecond: Double
  let testElboNats: Double
  let peakResidentMegabytes: Double

  /// The measurement for a person.
  var text: String {
    let number = NumberFormat.significant(4)
    return """
      VAE 784-400-20 on Fashion-MNIST, batch 128, \(threads) threads
      \(number.text(imagesPerSecond)) images a second (\(counted(epochs, "epoch")) in \(number.text(seconds)) s)
      held-out ELBO = \(NumberFormat.decimals(4).text(testElboNats)) nats an image
      peak resident \(number.text(peakResidentMegabytes)) MB
      """
  }
}
