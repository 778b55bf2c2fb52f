import LatentModels
import NumericCore
import RealModule
import Testing

@Suite("What a diffusion model learns in a fixed number of steps") struct LearnedQualityTests {
  private func settings(_ steps: Int) -> DiffusionSettings {
    var settings = DiffusionSettings()
    (settings.hidden, settings.blocks, settings.codes) = (96, 3, 64)
    (settings.batch, settings.steps, settings.rate, settings.averageDecay) = (256, steps, 4e-3, 0.99)
    (settings.isRateFalling, settings.recordEvery) = (true, steps)
    return settings
  }

  @Test(
    "Fresh draws of the Old Faithful mixture leave an excess below 1e-3 per dimension, and later 3e-4, over a floor of .1933",
    arguments: [(6000, 1e-3), (14_000, 3e-4)])
  func excess(steps: Int, limit: Double) throws {
    let pool = WorkerPool(threads: 2)
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)
    var settings = settings(steps)
    settings.drawsFresh = true
    let law = DiffusionOracles.faithful
    let places = DataTable(name: "faithful", values: law.means)
    var model = try DiffusionModel(data: places, law: law, settings: settings)
    try model.finish(in: workspace)
    let found = model.noiseLosses(rows: [], levels: 250, perLevel: 40, in: workspace)
    let excess = try #require(found.excess)
    #expect(excess < limit)
    // 20,000 squares of deviation about 1.4.
    #expect(abs(try #require(found.floor) - 0.193335) < 0.01)
    // The loss is the floor and the excess, but for a mean of products of two things that do not go together.
    #expect(abs(found.loss - (try #require(found.floor)) - excess) < 0.005)
  }

  @Test(
    "Every one of eight clouds gets its share of the draws, and the draws lie as close to them as they should"
  )
  func eightClouds() throws {
    let pool = WorkerPool(threads: 2)
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)
    var means = Matrix<Double>(rows: 8, columns: 2)
    for k in 0..<8 {
      let angle = Double(k) * Double.pi / 4
      (means[k, 0], means[k, 1]) = (2 * 2.0.squareRoot() * .cos(angle), 2 * 2.0.squareRoot() * .sin(angle))
    }
    let deviation = 0.5 * 0.5.squareRoot()
    func rows(_ count: Int, seed: UInt64) -> Matrix<Double> {
      var stream = RandomStream(seed: seed, purpose: .dataGeneration)
      var values = Matrix<Double>(rows: count, columns: 2)
      for row in 0..<count {
        let k = stream.index(below: 8)
        for j in 0..<2 { values[row, j] = means[k, j] + deviation * stream.normal() }
      }
      return values
    }
    var model = try DiffusionModel(
      data: DataTable(name: "clouds", values: rows(8000, seed: 1)), settings: settings(6000))
    try model.finish(in: workspace)
    let draws = try model.samples(
      count: 10_000, grid: try NoiseGrid(model.levels.schedule, steps: 200), method: .ancestral(.lower),
      seed: 7,
      in: workspace)
    func nearest(_ rows: Matrix<Double>) -> (counts: [Int], distance: Double) {
      var counts = [Int](repeating: 0, count: 8)
      var total = 0.0
      for row in 0..<rows.rows {
        let squares = (0..<8).map { k -> Double in
          let (x, y) = (rows[row, 0] - means[k, 0], rows[row, 1] - means[k, 1])
          return x * x + y * y
        }
        let least = squares.min() ?? 0
        counts[squares.firstIndex(of: least) ?? 0] += 1
        total += least.squareRoot()
      }
      return (counts, total / Double(rows.rows))
    }
    let (counts, distance) = nearest(draws)
    #expect(counts.allSatisfy { (625...1875).contains($0) }, "\(counts)")
    let expected = nearest(rows(10_000, seed: 2)).distance
    #expect(abs(distance - expected) < 0.1 * expected, "\(distance) and \(expected)")
  }

  /// A row of two interleaved half circles, as the generator of that name makes it.
  private func moons(_ count: Int, seed: UInt64) -> Matrix<Double> {
    var stream = RandomStream(seed: seed, purpose: .dataGeneration)
    var values = Matrix<Double>(rows: count, columns: 2)
    for row in 0..<count {
      let isUpper = stream.index(below: 2) == 0
      let t = Double.pi * stream.uniform()
      values[row, 0] = (isUpper ? Double.cos(t) : 1 - .cos(t)) + 0.1 * stream.normal()
      values[row, 1] = (isUpper ? Double.sin(t) : 0.5 - .sin(t)) + 0.1 * stream.normal()
    }
    return values
  }

  /// The mean over 64 directions of the distance between sorted projections (Rabin, Peyré, Delon & Bernot, 2011).
  private func slicedDistance(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
    var total = 0.0
    for direction in 0..<64 {
      let angle = Double.pi * (Double(direction) + 0.5) / 64
      func projected(_ rows: Matrix<Double>) -> [Double] {
        (0..<rows.rows).map { Double.cos(angle) * rows[$0, 0] + Double.sin(angle) * rows[$0, 1] }.sorted()
      }
      total += zip(projected(a), projected(b)).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(a.rows)
    }
    return total / 64
  }

  @Test("Draws of two moons are at most twice as far from fresh ones as these are from each other")
  func twoMoons() throws {
    let pool = WorkerPool(threads: 2)
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)
    var model = try DiffusionModel(
      data: DataTable(name: "moons", values: moons(20_000, seed: 1)), settings: settings(3000))
    try model.finish(in: workspace)
    let draws = try model.samples(
      count: 2000, grid: try NoiseGrid(model.levels.schedule, steps: 200), method: .ancestral(.lower),
      seed: 7,
      in: workspace)
    // Both over several fresh sets, of which each is far or near by chance.
    var (far, between) = (0.0, 0.0)
    for seed in UInt64(10)..<18 {
      far += slicedDistance(draws, moons(2000, seed: seed)) / 8
      between += slicedDistance(moons(2000, seed: seed + 100), moons(2000, seed: seed)) / 8
    }
    #expect(far < 2 * between, "\(far) and \(between)")
  }
}
