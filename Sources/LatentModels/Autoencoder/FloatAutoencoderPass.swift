import Neural
import NumericCore
import RealModule

/// The memory of a step of training over a batch of fixed size, in Float: the passes of both nets, the noise, and what the rows
/// say. Planned once; it holds no parameter and changes no result.
///
/// Rows are cut into shards. Every shard writes its own rows only, so that threads may share the shards out, and what they add
/// up is added in the order of the shards: the same bits at any number of threads. That is what makes it `Sendable`.
final class FloatAutoencoderPass: @unchecked Sendable {
  /// The settings of this step; its law is that of the start.
  var settings: AutoencoderSettings
  let layout: AutoencoderLayout
  let rows: Int
  let encoder: FloatPass
  let decoder: FloatPass
  /// How many draws a row takes, K.
  let draws: Int
  private let isTraining: Bool
  private let k: Int
  /// Which latents cost what they diverge; nil for all.
  private var counted: [Bool]?
  /// (rows K) × k.
  private let noise: FloatBuffer
  /// Per draw: −log p(x | z). Per row: what it says of the bound, and of the objective.
  private let losses: UnsafeMutableBufferPointer<Double>
  private let shares: UnsafeMutableBufferPointer<Double>
  /// Per shard.
  private let terms: UnsafeMutableBufferPointer<AutoencoderTerms>
  /// Per shard: the slope in log σ², and room for D numbers twice.
  private let logVarianceSlopes: UnsafeMutableBufferPointer<Double>
  private let variances: FloatBuffer
  private let varianceSlopes: FloatBuffer

  /// Memory for `rows` rows with `draws` draws each; without `isTraining` there is no way back, only `score`.
  init(
    _ settings: AutoencoderSettings, _ layout: AutoencoderLayout, rows: Int, draws: Int, isTraining: Bool
  ) {
    self.settings = settings
    self.layout = layout
    self.rows = rows
    self.draws = draws
    self.isTraining = isTraining
    k = layout.latents
    encoder = FloatPass(plan: layout.encoder, rows: rows, slopes: isTraining ? .parameters : .none)
    decoder = FloatPass(
      plan: layout.decoder, rows: rows * draws, rowsPerShard: encoder.shards.rowsPerShard * draws,
      slopes: isTraining ? .all : .none)
    noise = FloatBuffer(count: rows * draws * k)
    losses = .allocate(capacity: rows * draws)
    losses.initialize(repeating: 0)
    shares = .allocate(capacity: rows * draws)
    shares.initialize(repeating: 0)
    terms = .allocate(capacity: encoder.shards.count)
    terms.initialize(repeating: AutoencoderTerms(latents: k))
    logVarianceSlopes = .allocate(capacity: encoder.shards.count)
    logVarianceSlopes.initialize(repeating: 0)
    variances = FloatBuffer(count: layout.columns)
    varianceSlopes = FloatBuffer(count: 2 * encoder.shards.count * layout.columns)
  }

  deinit {
    losses.deallocate()
    shares.deallocate()
    terms.deinitialize()
    terms.deallocate()
    logVarianceSlopes.deallocate()
  }

  /// How many shards there are.
  var shardCount: Int { encoder.shards.count }

  /// Carries out `body` for every shard on the threads of `pool`, with where the numbers of the rows and the parameters stand.
  ///
  ///     rows         which row of the data each row of the batch is
  ///     parameters   the flat array
  func forEachShard(
    of rows: [Int], _ parameters: [Float], on pool: WorkerPool,
    _ body:
      @escaping @Sendable (
        _ shard: Int, _ indices: UnsafePointer<Int>, _ parameters: UnsafePointer<Float>
      ) -> Void
  ) {
    parameters.withUnsafeBufferPointer { parameters in
      rows.withUnsafeBufferPointer { rows in
        guard let p = parameters.baseAddress, let i = rows.baseAddress else { return }
        // Nobody writes to them while the shards are computed.
        nonisolated(unsafe) let (start, indices) = (p, i)
        pool.run(shards: shardCount) { body($0, indices, start) }
      }
    }
  }

  /// The stages of a step up to the slopes.
  ///
  ///     indices   which row of `data` each row of the batch is
  ///     weight    what the divergence counts
  ///     step      names the noise
  func stages(_ data: AutoencoderData, indices: [Int], weight: Double, step: UInt32) -> [FloatStage] {
    // What is free is told by the mean over all rows, so then all are encoded first.
    let needsAll = settings.freeNats > 0 && settings.objective == .bound
    counted = nil
    let encoding = FloatStage(shards: shardCount) { [self] shard, parameters in
      indices.withUnsafeBufferPointer { indices in
        guard let start = indices.baseAddress else { return }
        encode(shard: shard, data, indices: start, parameters: parameters)
      }
    }
    let decoding = FloatStage(shards: shardCount) { [self] shard, parameters in
      indices.withUnsafeBufferPointer { indices in
        guard let start = indices.baseAddress else { return }
        if !needsAll { encode(shard: shard, data, indices: start, parameters: parameters) }
        decodeAndReturn(
          shard: shard, data, indices: start, parameters: parameters, weight: weight, step: step)
      }
    }
    guard needsAll else { return [decoding] }
    return [encoding, FloatStage(shards: 1) { [self] _, _ in counted = countedLatents }, decoding]
  }

  /// What the shards said, added up in their order.
  var total: AutoencoderTerms {
    terms.reduce(into: AutoencoderTerms(latents: k)) { $0.add($1) }
  }

  /// ∂(−mean objective)/∂ log σ².
  var logVarianceSlope: Double { logVarianceSlopes.reduce(0, +) }

  /// log σ² for the losses of this step.
  func setLogVariance(_ value: Double) {
    for column in 0..<layout.columns { variances.start[column] = Float(value) }
  }

  /// From the rows of `shard` to their laws, and how far these diverge.
  ///
  ///     indices   which row of `data` each row of the batch is
  func encode(
    shard: Int, _ data: AutoencoderData, indices: UnsafePointer<Int>, parameters: UnsafePointer<Float>
  ) {
    let (d, c) = (layout.columns, layout.classes)
    for row in encoder.shards[shard] {
      let place = encoder.input(row: row)
      data.fill(row: indices[row], into: place)
      fillLabel(of: indices[row], data, into: place + d, count: c)
    }
    encoder.forward(shard: shard, parameters: parameters)
    var sums = AutoencoderTerms(latents: k)
    for row in encoder.shards[shard] {
      let law = encoder.output(row: row)
      for j in 0..<k { sums.divergences[j] += divergence(law[j], law[k + j]) }
    }
    terms[shard] = sums
  }

  /// Which latents cost what they diverge, once all shards are encoded.
  private var countedLatents: [Bool] {
    guard settings.freeNats > 0 else { return [Bool](repeating: true, count: k) }
    return total.divergences.map { DivergenceCost.counts(sum: $0, rows: rows, freeNats: settings.freeNats) }
  }

  /// From the laws of `shard` to draws, to what the decoder makes of them, to the losses, and all the way back.
  ///
  ///     weight   what the divergence counts
  ///     step     names the noise, with the row of the batch
  private func decodeAndReturn(
    shard: Int, _ data: AutoencoderData, indices: UnsafePointer<Int>, parameters: UnsafePointer<Float>,
    weight: Double, step: UInt32
  ) {
    draw(shard, data, indices, purpose: .latent, step: step)
    decoder.forward(shard: shard, parameters: parameters)
    takeLosses(shard, data, indices)
    weigh(shard, weight: weight)
    decoder.backward(shard: shard, parameters: parameters)
    fillLawSlopes(shard, weight: weight)
    encoder.backward(shard: shard, parameters: parameters)
  }

  /// From the laws of `shard` to draws, and to log p(x, z) − log q(z | x) of each.
  ///
  ///     indices   as in `encode`
  ///     step      names the noise, with the row of the data
  func score(
    shard: Int, _ data: AutoencoderData, indices: UnsafePointer<Int>, parameters: UnsafePointer<Float>,
    step: UInt32
  ) {
    draw(shard, data, indices, purpose: .sampling, step: step)
    decoder.forward(shard: shard, parameters: parameters)
    takeLosses(shard, data, indices)
    for row in encoder.shards[shard] {
      let law = encoder.output(row: row)
      for draw in (row * draws)..<((row + 1) * draws) {
        shares[draw] = logRatio(draw: draw, law) - losses[draw]
      }
    }
  }

  /// log p(x | z) of draw `draw` of row `row`, after `score`.
  func reconstruction(row: Int, draw: Int) -> Double { -losses[row * draws + draw] }
  /// log p(x, z) − log q(z | x) of it.
  func logWeight(row: Int, draw: Int) -> Double { shares[row * draws + draw] }
  /// KL(q ‖ p(z)) of each latent of row `row`, after `encode`.
  func divergences(row: Int) -> [Double] {
    let law = encoder.output(row: row)
    return (0..<k).map { divergence(law[$0], law[k + $0]) }
  }

  private func draw(
    _ shard: Int, _ data: AutoencoderData, _ indices: UnsafePointer<Int>, purpose: RandomPurpose, step: UInt32
  ) {
    for row in encoder.shards[shard] {
      let own = noise.start + row * draws * k
      FloatNoise.fill(
        own, count: draws * k, seed: settings.seed, purpose: purpose, step: step,
        row: UInt32(truncatingIfNeeded: purpose == .latent ? row : indices[row]))
      for draw in 0..<draws {
        let place = decoder.input(row: row * draws + draw)
        FloatLoss.draw(output: encoder.output(row: row), noise: own + draw * k, into: place, count: k)
        fillLabel(of: indices[row], data, into: place + k, count: layout.classes)
      }
    }
  }

  private func takeLosses(_ shard: Int, _ data: AutoencoderData, _ indices: UnsafePointer<Int>) {
    let d = layout.columns
    let scale = 1 / Float(rows)
    let scratch = varianceSlopes.start + 2 * shard * d
    logVarianceSlopes[shard] = 0
    data.withValues { values in
      for row in encoder.shards[shard] {
        let observed = values + indices[row] * d
        for draw in (row * draws)..<((row + 1) * draws) {
          let output = decoder.output(row: draw)
          let slopes = isTraining ? decoder.outputSlopes(row: draw) : scratch + d
          switch settings.law {
          case .bernoulli:
            losses[draw] = FloatLoss.logits(
              .bernoulli, observed: observed, logits: output, scale: scale, slopes: slopes, count: d)
          case .continuousBernoulli:
            losses[draw] = FloatLoss.logits(
              .continuousBernoulli, observed: observed, logits: output, scale: scale, slopes: slopes, count: d
            )
          case .gaussian:
            losses[draw] = FloatLoss.gaussian(
              observed: observed, means: output, logVariances: variances.start, scale: scale,
              meanSlopes: slopes,
              logVarianceSlopes: scratch, count: d)
            guard layout.logVariance != nil else { continue }
            var sum = 0.0
            for column in 0..<d { sum += Double(scratch[column]) }
            shares[draw] = sum
          }
        }
      }
    }
  }

  /// From the losses to what the rows say, and what each draw counts in the gradient.
  private func weigh(_ shard: Int, weight: Double) {
    let d = layout.columns
    for row in encoder.shards[shard] {
      let own = (row * draws)..<((row + 1) * draws)
      let law = encoder.output(row: row)
      let reconstruction = -own.reduce(0) { $0 + losses[$1] } / Double(draws)
      guard settings.objective != .bound else {
        var cost = 0.0
        for j in 0..<k {
          cost += counted?[j] ?? true ? divergence(law[j], law[k + j]) : settings.freeNats
        }
        terms[shard].addRow(reconstruction: reconstruction, objective: reconstruction - weight * cost)
        logVarianceSlopes[shard] += shares[row]
        continue
      }
      let weights = ImportanceWeights(logWeights: own.map { -losses[$0] + logRatio(draw: $0, law) })
      terms[shard].addRow(reconstruction: reconstruction, objective: weights.bound)
      for (place, draw) in own.enumerated() {
        let share = weights.shares[place]
        logVarianceSlopes[shard] += share * shares[draw]
        shares[draw] = share
        let slopes = decoder.outputSlopes(row: draw)
        for column in 0..<d { slopes[column] *= Float(share) }
      }
    }
  }

  /// log p(z) − log q(z | x) of a draw.
  private func logRatio(draw: Int, _ law: UnsafePointer<Float>) -> Double {
    let (z, eps) = (decoder.input(row: draw), noise.start + draw * k)
    return (0..<k).reduce(0) { $0 + 0.5 * Double(eps[$1] * eps[$1] - z[$1] * z[$1] + law[k + $1]) }
  }

  /// From the slopes in the draws to those in the laws, and what the divergence adds to them.
  private func fillLawSlopes(_ shard: Int, weight: Double) {
    let scale = 1 / Float(rows)
    for row in encoder.shards[shard] {
      let (law, slopes) = (encoder.output(row: row), encoder.outputSlopes(row: row))
      slopes.update(repeating: 0, count: 2 * k)
      for draw in (row * draws)..<((row + 1) * draws) {
        guard let inputSlopes = decoder.inputSlopes(row: draw) else { continue }
        let (z, eps, share) = (decoder.input(row: draw), noise.start + draw * k, Float(shares[draw]))
        for j in 0..<k {
          let s = Float.exp(0.5 * law[k + j])
          var slope = inputSlopes[j]
          switch settings.objective {
          case .bound: break
          case .importance:
            slope += share * scale * z[j]
            slopes[k + j] -= 0.5 * share * scale
          case .doublyReparameterized: slope = share * (slope + share * scale * (z[j] - eps[j] / s))
          }
          slopes[j] += slope
          slopes[k + j] += slope * 0.5 * s * eps[j]
        }
      }
      guard settings.objective == .bound else { continue }
      let factor = Float(weight) * scale
      for j in 0..<k where counted?[j] ?? true {
        slopes[j] += factor * law[j]
        slopes[k + j] += factor * 0.5 * (Float.exp(law[k + j]) - 1)
      }
    }
  }

  private func divergence(_ mean: Float, _ logVariance: Float) -> Double {
    StandardNormalDivergence(mean: Double(mean), logVariance: Double(logVariance)).value
  }

  private func fillLabel(
    of row: Int, _ data: AutoencoderData, into place: UnsafeMutablePointer<Float>, count: Int
  ) {
    guard count > 0 else { return }
    place.update(repeating: 0, count: count)
    if let code = data.code(ofRow: row), code < count { place[code] = 1 }
  }
}
