import Neural
import NumericCore

/// The rows of a minibatch on their way: drawn, noised, sent through the network, compared. It holds no parameter, and
/// everything in it follows from the seed and the step.
///
/// Each tile of rows writes its own places only, which is what makes it `Sendable`.
final class DiffusionBatch: @unchecked Sendable {
  let pass: FloatDenoisingPass
  private let levels: DiffusionLevels
  private let objective: DiffusionSettings.Objective
  /// x₀ and ε: rows × D.
  private let rows: FloatBuffer
  private let noise: FloatBuffer
  /// The level of each row, counted from 0.
  private let places: UnsafeMutablePointer<Int>

  /// Memory for `rows` rows.
  init(
    levels: DiffusionLevels, plan: DenoisingPlan, rows count: Int, _ objective: DiffusionSettings.Objective
  ) {
    pass = FloatDenoisingPass(plan: plan, rows: count)
    self.levels = levels
    self.objective = objective
    rows = FloatBuffer(count: count * plan.dimensions)
    noise = FloatBuffer(count: count * plan.dimensions)
    places = .allocate(capacity: count)
    places.initialize(repeating: 0, count: count)
  }

  deinit { places.deallocate() }

  /// Draws the rows of `tile` for minibatch `step` and writes what the network is told of them.
  ///
  /// Levels: row i of B has level ⌊T (u + i/B mod 1)⌋ + 1 with one u for the minibatch, so that each level comes as often as
  /// the others and they are spread evenly (Kingma, Salimans, Poole & Ho, 2021).
  func fill(tile: Int, from data: DiffusionData, _ settings: DiffusionSettings, step: UInt32) {
    let (plan, range) = (pass.plan, pass.tiles[tile])
    let d = plan.dimensions
    let total = levels.schedule.levels
    var common = RandomStream(seed: settings.seed, purpose: .minibatch, step: step)
    let u = common.uniform()
    let name = UInt32(truncatingIfNeeded: tile + 1)
    var stream = RandomStream(seed: settings.seed, purpose: .minibatch, step: step, row: name)
    FloatNoise.fill(
      noise.start + range.lowerBound * d, count: range.count * d, seed: settings.seed, purpose: .latent,
      step: step, row: name)
    for row in range {
      let x0 = rows.start + row * d
      var code: Int?
      if settings.drawsFresh, let draws = data.draws {
        draws.draw(x0, from: &stream)
      } else {
        let source = data.training[stream.index(below: data.training.count)]
        data.values.withUnsafeBufferPointer { values in
          for j in 0..<d { x0[j] = values[source * d + j] }
        }
        if plan.classes > 0, stream.uniform() >= settings.labelDropout { code = data.code(ofRow: source) }
      }
      let share = u + Double(row) / Double(pass.tiles.rows)
      place(row, level: min(Int(Double(total) * (share < 1 ? share : share - 1)), total - 1), code: code)
    }
  }

  /// x_t, the code of the level and the label of a row, into what the network is told.
  private func place(_ row: Int, level: Int, code: Int?) {
    let plan = pass.plan
    let d = plan.dimensions
    places[row] = level
    let (input, x0, eps) = (pass.input(row: row), rows.start + row * d, noise.start + row * d)
    let (signal, deviation) = (levels.rows[level].signal, levels.rows[level].deviation)
    for j in 0..<d { input[j] = signal * x0[j] + deviation * eps[j] }
    levels.codes.withUnsafeBufferPointer { codes in
      guard let start = codes.baseAddress else { return }
      (input + d).update(from: start + level * plan.codes, count: plan.codes)
    }
    let labels = input + d + plan.codes
    for k in 0..<plan.classes { labels[k] = k == code ? 1 : 0 }
  }

  /// The loss of the rows of `tile` and its slopes in what the network said: with B rows of D numbers and the target y,
  /// L = Σ w (F − y)² / BD.
  func setSlopes(tile: Int) -> Double {
    let d = pass.plan.dimensions
    let share = 1 / Float(pass.tiles.rows * d)
    var loss = 0.0
    for row in pass.tiles[tile] {
      let (output, slopes) = (pass.output(row: row), pass.outputSlopes(row: row))
      let (x0, eps) = (rows.start + row * d, noise.start + row * d)
      let level = levels.rows[places[row]]
      let scale = 2 * level.weight * share
      var sum: Float = 0
      for j in 0..<d {
        let target: Float =
          switch objective {
          case .noise: eps[j]
          case .row: x0[j]
          case .velocity: level.signal * eps[j] - level.deviation * x0[j]
          }
        let error = output[j] - target
        slopes[j] = scale * error
        sum += error * error
      }
      loss += Double(level.weight * sum)
    }
    return loss * Double(share)
  }
}
