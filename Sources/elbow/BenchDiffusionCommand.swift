import ArgumentParser
import Glibc
import LatentModels
import NumericCore
import PlotKit

/// `elbow bench diffusion`: training of a small denoising network and sampling from it.
struct BenchDiffusionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diffusion", abstract: "Time the training of a diffusion model, and draws from it.",
    discussion: """
      Eight normal clouds on a circle; a network of 128 units, three of its layers with a straight way beside them (GELU), a time
      code of 128, 1000 levels, AdamW with rate 1e-3; then ancestral draws through all levels.

      Examples:
        elbow bench diffusion
        elbow bench diffusion --steps 5000 --points 10000 --json
      """)

  @Option(help: "Minibatches.")
  var steps = 2000

  @Option(help: "Rows of a minibatch.")
  var batch = 256

  @Option(help: "Draws.")
  var points = 2000

  @Flag(help: "One JSON document on standard output.")
  var json = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard (1...10_000_000).contains(steps), (1...65536).contains(batch), (1...10_000_000).contains(points)
    else {
      throw ValidationError("--steps and --points are from 1 to 10000000, --batch from 1 to 65536")
    }
  }

  func run() throws {
    let pool = compute.pool()
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)
    do {
      var settings = DiffusionSettings()
      let warmUp = 20
      // One step more than is timed, after which it is measured how far the network has come.
      (settings.steps, settings.batch, settings.seed) = (warmUp + steps + 1, batch, compute.seed)
      (settings.decay, settings.recordEvery) = (0.01, settings.steps)
      let (table, law) = clouds()
      var model = try DiffusionModel(data: table, law: law, settings: settings)
      for _ in 0..<warmUp { _ = try model.step(in: workspace) }
      let began = monotonicSeconds()
      for _ in 0..<steps { _ = try model.step(in: workspace) }
      let trained = monotonicSeconds()
      try model.finish(in: workspace)
      let finished = monotonicSeconds()
      let draws = try model.samples(
        count: points, grid: try NoiseGrid(model.levels.schedule), method: .ancestral(.upper),
        seed: compute.seed, in: workspace)
      let sampled = monotonicSeconds()
      model.runTrainingProducts(times: steps, in: workspace)
      let trainingProducts = monotonicSeconds()
      model.runSamplingProducts(count: points, times: settings.levels, in: workspace)
      let samplingProducts = monotonicSeconds()
      let report = DiffusionTimes(
        steps: steps, batch: batch, points: points, levels: settings.levels, threads: pool.threads,
        trainStepsPerSecond: Double(steps) / (trained - began),
        sampledPointsPerSecond: Double(points) / (sampled - finished),
        productShareOfTraining: (trainingProducts - sampled) / (trained - began),
        productShareOfSampling: (samplingProducts - trainingProducts) / (sampled - finished),
        meanDistanceToMode: meanDistance(from: draws, to: law.means),
        excess: model.records.last?.excess, peakResidentMegabytes: peakResidentMegabytes())
      try output(json ? try jsonText(report) : report.text)
    } catch let error as FittingError {
      throw failing(error)
    }
  }

  /// 8000 rows of eight normal clouds with deviation 0.1 around a circle of radius 1.5, and their law.
  private func clouds() -> (DataTable, MixtureParameters) {
    var random = RandomStream(seed: compute.seed, purpose: .dataGeneration)
    var means = Matrix<Double>(rows: 8, columns: 2)
    for k in 0..<8 {
      let angle = Double(k) * Double.pi / 4
      (means[k, 0], means[k, 1]) = (1.5 * cos(angle), 1.5 * sin(angle))
    }
    var values = Matrix<Double>(rows: 8000, columns: 2)
    for row in 0..<values.rows {
      let k = random.index(below: 8)
      for j in 0..<2 { values[row, j] = means[k, j] + 0.1 * random.normal() }
    }
    let covariance = Matrix(rows: 2, columns: 2, storage: [0.01, 0, 0, 0.01])
    return (
      DataTable(name: "clouds", values: values),
      MixtureParameters(
        weights: Array(repeating: 0.125, count: 8), means: means,
        covariances: Array(repeating: covariance, count: 8))
    )
  }

  /// The mean distance of a draw to the nearest mode.
  private func meanDistance(from draws: Matrix<Double>, to modes: Matrix<Double>) -> Double {
    var total = 0.0
    for row in 0..<draws.rows {
      var least = Double.infinity
      for k in 0..<modes.rows {
        let (x, y) = (draws[row, 0] - modes[k, 0], draws[row, 1] - modes[k, 1])
        least = min(least, x * x + y * y)
      }
      total += least.squareRoot()
    }
    return total / Double(draws.rows)
  }
}

/// What `bench diffusion` measured.
private struct DiffusionTimes: Encodable {
  let workload = "diffusion"
  let version = ElbowVersion.text
  let steps: Int
  let batch: Int
  let points: Int
  let levels: Int
  let threads: Int
  let trainStepsPerSecond: Double
  let sampledPointsPerSecond: Double
  let productShareOfTraining: Double
  let productShareOfSampling: Double
  let meanDistanceToMode: Double
  let excess: Double?
  let peakResidentMegabytes: Double

  /// The measurement for a person.
  var text: String {
    let number = NumberFormat.significant(4)
    func share(_ part: Double) -> String { "\(Int((100 * part).rounded())) %" }
    return """
      Diffusion 2+128-128-128-128-128-2, \(levels) levels, batch \(batch), \(threads) threads
      \(number.text(trainStepsPerSecond)) steps a second, of which the products alone \(share(productShareOfTraining))
      \(number.text(sampledPointsPerSecond)) points a second, of which the products alone \(share(productShareOfSampling))
      mean distance to the nearest mode \(number.text(meanDistanceToMode))
      peak resident \(number.text(peakResidentMegabytes)) MB
      """
  }
}
