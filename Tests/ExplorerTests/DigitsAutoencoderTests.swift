import DataFiles
import LatentModels
import NumericCore
import Testing

/// The built-in digits, two latents: what the eye sees in the lab, as a number.
struct DigitsAutoencoderTests {
  /// Steps of training, which the lab takes within seconds of pressing Space.
  static let steps = 12_000

  @Test("After 12,000 minibatches the nearest neighbours of a digit's latent mean mostly show the same digit")
  func neighbours() throws {
    let table = try loadTable(DataRequest(location: "digits"))
    var settings = AutoencoderSettings()
    (settings.law, settings.rate, settings.epochs) = (.continuousBernoulli, 2e-3, 1000)
    let workspace = Workspace(pool: WorkerPool(threads: 2))
    var model = try VariationalAutoencoder(data: table, settings: settings)
    for _ in 0..<Self.steps { _ = try model.step(in: workspace) }
    let laws = model.laws(of: Array(0..<table.rows), in: workspace)
    let codes = try #require(table.labels).codes
    var hits = 0
    for row in 0..<table.rows {
      let distances = (0..<table.rows).filter { $0 != row }.map { other in
        let (x, y) = (laws[row, 0] - laws[other, 0], laws[row, 1] - laws[other, 1])
        return (x * x + y * y, codes[other])
      }
      var nearest: [(Double, Int32)] = []
      for candidate in distances where nearest.count < 5 || candidate.0 < nearest[4].0 {
        nearest.insert(candidate, at: nearest.firstIndex { $0.0 > candidate.0 } ?? nearest.count)
        if nearest.count > 5 { nearest.removeLast() }
      }
      let votes = Dictionary(grouping: nearest, by: \.1).mapValues(\.count)
      let most = votes.values.max() ?? 0
      // A tie goes to the nearest of those that share it.
      let winner = nearest.first { votes[$0.1] == most }?.1
      if winner == codes[row] { hits += 1 }
    }
    let accuracy = Double(hits) / Double(table.rows)
    #expect(accuracy >= 0.70)
  }
}
