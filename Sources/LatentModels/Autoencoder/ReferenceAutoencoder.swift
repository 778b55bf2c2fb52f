import Neural
import NumericCore
import RealModule

/// The objective of a variational autoencoder and its gradient in Double, written to be read: what the fast one is held
/// against, what finite differences are taken of, and what linear decoders are trained with.
///
/// With q = N(m, diag s²), v = log s², z = m + s ε and ε fixed, a row's bound is
///
///     F = log p(x | z) − ½ Σ (m² + s² − 1 − v)
struct ReferenceAutoencoder {
  let settings: AutoencoderSettings
  let layout: AutoencoderLayout
  /// All of both nets, and log σ² where it is learned.
  let parameters: [Double]

  /// Rows as both nets are told them.
  struct Batch {
    /// What was observed: rows × D, NaN where a value is missing.
    var observed: Matrix<Double>
    /// What the encoder is told: rows × (D + C).
    var input: Matrix<Double>
    /// The label of each row, one of C numbers being 1: rows × C.
    var labels: Matrix<Double>
  }

  var encoder: ReferenceNetwork {
    ReferenceNetwork(plan: layout.encoder, parameters: Array(parameters[layout.encoder.parameters]))
  }

  var decoder: ReferenceNetwork {
    ReferenceNetwork(
      plan: layout.decoder, parameters: Array(parameters[..<layout.decoder.parameters.upperBound]))
  }

  /// Means and log variances of q: rows × 2k.
  func laws(_ batch: Batch) -> Matrix<Double> { encoder.output(for: batch.input) }

  /// What the decoder makes of latents (rows × k): rows × D.
  func decoded(_ latents: Matrix<Double>, labels: Matrix<Double>) -> Matrix<Double> {
    decoder.output(for: latents.beside(labels))
  }

  /// What the rows say of the objective, and the gradient of −(1 / rows) Σ objective.
  ///
  ///     noise     (rows K) × k, standard normal, the K draws of a row one after the other; not used in the closed form
  ///     weight    what the divergence counts
  func gradient(
    _ batch: Batch, noise: Matrix<Double>, weight: Double
  ) -> (terms: AutoencoderTerms, gradient: [Double]) {
    settings.isClosedForm
      ? closedFormGradient(batch, weight: weight) : drawnGradient(batch, noise: noise, weight: weight)
  }

  private func drawnGradient(
    _ batch: Batch, noise: Matrix<Double>, weight: Double
  ) -> (terms: AutoencoderTerms, gradient: [Double]) {
    let (rows, k, draws) = (batch.observed.rows, layout.latents, settings.objective.draws)
    var encoding = encoder.pass(rows: batch.input.rows)
    let laws = encoder.forward(batch.input, keeping: &encoding)
    let repeated = laws.repeatingRows(draws)
    let latents = ReparameterizedDraw.forward(output: repeated, noise: noise)
    var decoding = decoder.pass(rows: batch.input.rows)
    let output = decoder.forward(latents.beside(batch.labels.repeatingRows(draws)), keeping: &decoding)
    let losses = losses(of: batch.observed.repeatingRows(draws), output)

    var terms = AutoencoderTerms(latents: k)
    let cost = DivergenceCost(laws, weight: weight, freeNats: settings.freeNats)
    terms.divergences = cost.sums
    // What each draw counts in the gradient.
    var shares = [Double](repeating: 1, count: rows * draws)
    for row in 0..<rows {
      let own = (row * draws)..<((row + 1) * draws)
      let reconstruction = -own.reduce(0) { $0 + losses.values[$1] } / Double(draws)
      guard settings.objective != .bound else {
        terms.addRow(reconstruction: reconstruction, objective: reconstruction - cost.values[row])
        continue
      }
      let weights = ImportanceWeights(
        logWeights: own.map { draw in
          -losses.values[draw] + logRatio(latents, noise, repeated, row: draw)
        })
      for (place, draw) in own.enumerated() { shares[draw] = weights.shares[place] }
      terms.addRow(reconstruction: reconstruction, objective: weights.bound)
    }

    var gradient = [Double](repeating: 0, count: layout.count)
    let scale = 1 / Double(rows)
    let (outputSlopes, logVarianceSlope) = losses.slopes(weights: shares.map { $0 * scale })
    if let place = layout.logVariance { gradient[place] = logVarianceSlope }
    let inputSlopes = decoder.backward(outputSlopes, through: &decoding, addingTo: &gradient)
    var slopes = Matrix<Double>(rows: rows, columns: 2 * k)
    for row in 0..<rows {
      for draw in (row * draws)..<((row + 1) * draws) {
        for j in 0..<k {
          let (z, eps, v) = (latents[draw, j], noise[draw, j], repeated[draw, k + j])
          let s = Double.exp(0.5 * v)
          let share = shares[draw] * scale
          var slope = inputSlopes[draw, j]
          switch settings.objective {
          case .bound: break
          case .importance:
            // log w holds −½ z² + ½ v, beside what the decoder says.
            slope += share * z
            slopes[row, k + j] -= 0.5 * share
          case .doublyReparameterized:
            // Σ w̃² ∂log w/∂z ∂z/∂φ, in which q's own parameters hold still.
            slope = shares[draw] * (slope + share * (z - eps / s))
          }
          slopes[row, j] += slope
          slopes[row, k + j] += slope * 0.5 * s * eps
        }
      }
      guard settings.objective == .bound else { continue }
      for column in 0..<(2 * k) { slopes[row, column] += scale * cost.slopes[row, column] }
    }
    _ = encoder.backward(slopes, through: &encoding, addingTo: &gradient)
    return (terms, gradient)
  }

  /// log p(z) − log q(z | x) of draw `row`.
  private func logRatio(
    _ latents: Matrix<Double>, _ noise: Matrix<Double>, _ laws: Matrix<Double>, row: Int
  ) -> Double {
    (0..<layout.latents).reduce(0) { sum, j in
      let (z, eps) = (latents[row, j], noise[row, j])
      return sum + 0.5 * (eps * eps - z * z + laws[row, layout.latents + j])
    }
  }

  /// −log p(x | z) of one observed row, by what the decoder gave for one of many latents, without slopes.
  func loss(of observed: Matrix<Double>, _ output: Matrix<Double>, row: Int) -> Double {
    var sum = 0.0
    switch settings.law {
    case .bernoulli:
      for column in 0..<output.columns {
        sum += BernoulliLoss(observed[0, column], logit: output[row, column]).value
      }
    case .continuousBernoulli:
      for column in 0..<output.columns {
        sum += ContinuousBernoulliLoss.value(observed[0, column], logit: output[row, column])
      }
    case .gaussian:
      let logVariance = layout.logVariance(settings, parameters)
      for column in 0..<output.columns {
        sum +=
          GaussianLoss(observed[0, column], mean: output[row, column], logVariance: logVariance).value
      }
    }
    return sum
  }

  /// −log p(x | z) of each row of latents, and its slopes.
  ///
  ///     observed, output   rows × D
  func losses(of observed: Matrix<Double>, _ output: Matrix<Double>) -> DecoderLosses {
    let logVariance = layout.logVariance(settings, parameters)
    var result = DecoderLosses(rows: output.rows, columns: output.columns)
    for row in 0..<output.rows {
      for column in 0..<output.columns {
        let (x, y) = (observed[row, column], output[row, column])
        switch settings.law {
        case .bernoulli:
          let loss = BernoulliLoss(x, logit: y)
          result.add(loss.value, slope: loss.logitSlope, row: row, column: column)
        case .continuousBernoulli:
          let loss = ContinuousBernoulliLoss(x, logit: y)
          result.add(loss.value, slope: loss.logitSlope, row: row, column: column)
        case .gaussian:
          let loss = GaussianLoss(x, mean: y, logVariance: logVariance)
          result.add(loss.value, slope: loss.meanSlope, row: row, column: column)
          result.logVarianceSlopes[row] += loss.logVarianceSlope
        }
      }
    }
    return result
  }
}

/// −log p(x | z) of some rows, with its slopes in what the decoder gave and in log σ².
struct DecoderLosses {
  /// rows
  var values: [Double]
  /// rows × D
  var slopes: Matrix<Double>
  /// rows
  var logVarianceSlopes: [Double]

  init(rows: Int, columns: Int) {
    values = [Double](repeating: 0, count: rows)
    slopes = Matrix(rows: rows, columns: columns)
    logVarianceSlopes = values
  }

  fileprivate mutating func add(_ value: Double, slope: Double, row: Int, column: Int) {
    values[row] += value
    slopes[row, column] = slope
  }

  /// The slopes of Σ weight · loss.
  func slopes(weights: [Double]) -> (output: Matrix<Double>, logVariance: Double) {
    var output = slopes
    var logVariance = 0.0
    for (row, weight) in weights.enumerated() {
      for column in 0..<output.columns { output[row, column] *= weight }
      logVariance += weight * logVarianceSlopes[row]
    }
    return (output, logVariance)
  }
}

extension Matrix {
  /// Each row `count` times, one after the other.
  func repeatingRows(_ count: Int) -> Matrix {
    guard count > 1 else { return self }
    var result: [Scalar] = []
    result.reserveCapacity(storage.count * count)
    for row in 0..<rows { for _ in 0..<count { result += storage[(row * columns)..<((row + 1) * columns)] } }
    return Matrix(rows: rows * count, columns: columns, storage: result)
  }

  /// The columns of this matrix and then those of `other`, which has as many rows.
  func beside(_ other: Matrix) -> Matrix {
    guard other.columns > 0 else { return self }
    precondition(rows == other.rows, "\(rows)x\(columns) beside \(other.rows)x\(other.columns)")
    var result: [Scalar] = []
    result.reserveCapacity(storage.count + other.storage.count)
    for row in 0..<rows {
      result += storage[(row * columns)..<((row + 1) * columns)]
      result += other.storage[(row * other.columns)..<((row + 1) * other.columns)]
    }
    return Matrix(rows: rows, columns: columns + other.columns, storage: result)
  }
}
