import Neural
import NumericCore
import RealModule

extension ReferenceAutoencoder {
  /// The same where the decoder is linear, f(z) = W z + c, and its noise Gaussian: the expectation over q is a closed form
  /// (Lucas, Tucker, Grosse & Norouzi, 2019), and nothing is drawn.
  ///
  ///     E_q ‖x − f(z)‖² = ‖x − f(m)‖² + Σ_j s_j² ‖w_j‖²
  func closedFormGradient(
    _ batch: Batch, weight: Double
  ) -> (terms: AutoencoderTerms, gradient: [Double]) {
    let (rows, k) = (batch.observed.rows, layout.latents)
    guard case .linear(let linear, _)? = layout.decoder.layers.first else {
      preconditionFailure("a closed form needs a linear decoder")
    }
    var encoding = encoder.pass(rows: batch.input.rows)
    let laws = encoder.forward(batch.input, keeping: &encoding)
    var decoding = decoder.pass(rows: batch.input.rows)
    let output = decoder.forward(laws.firstColumns(k).beside(batch.labels), keeping: &decoding)
    var losses = losses(of: batch.observed, output)
    let precision = Double.exp(-layout.logVariance(settings, parameters))
    let cost = DivergenceCost(laws, weight: weight, freeNats: settings.freeNats)
    var terms = AutoencoderTerms(latents: k)
    terms.divergences = cost.sums

    var gradient = [Double](repeating: 0, count: layout.count)
    let scale = 1 / Double(rows)
    var spreadSlopes = Matrix<Double>(rows: rows, columns: k)
    for row in 0..<rows {
      for j in 0..<k {
        let variance = Double.exp(laws[row, k + j])
        var length = 0.0
        for column in 0..<layout.columns where !batch.observed[row, column].isNaN {
          let place = linear.offset + column * linear.inputs + j
          length += parameters[place] * parameters[place]
          gradient[place] += scale * precision * variance * parameters[place]
        }
        let loss = 0.5 * precision * variance * length
        losses.values[row] += loss
        losses.logVarianceSlopes[row] -= loss
        spreadSlopes[row, j] = loss
      }
      terms.addRow(reconstruction: -losses.values[row], objective: -losses.values[row] - cost.values[row])
    }
    let (outputSlopes, logVarianceSlope) = losses.slopes(
      weights: [Double](repeating: scale, count: rows))
    if let place = layout.logVariance { gradient[place] = logVarianceSlope }
    let inputSlopes = decoder.backward(outputSlopes, through: &decoding, addingTo: &gradient)
    var slopes = Matrix<Double>(rows: rows, columns: 2 * k)
    for row in 0..<rows {
      for j in 0..<k {
        slopes[row, j] = inputSlopes[row, j] + scale * cost.slopes[row, j]
        slopes[row, k + j] = scale * (spreadSlopes[row, j] + cost.slopes[row, k + j])
      }
    }
    _ = encoder.backward(slopes, through: &encoding, addingTo: &gradient)
    return (terms, gradient)
  }
}

extension Matrix {
  /// The first `count` columns.
  func firstColumns(_ count: Int) -> Matrix {
    var result: [Scalar] = []
    result.reserveCapacity(rows * count)
    for row in 0..<rows { result += storage[(row * columns)..<(row * columns + count)] }
    return Matrix(rows: rows, columns: count, storage: result)
  }
}
