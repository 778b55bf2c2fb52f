import Neural
import NumericCore
import RealModule

extension VariationalAutoencoder {
  /// The model as a view draws it.
  public func portrait(
    _ request: AutoencoderPortraitRequest, in workspace: Workspace
  ) -> AutoencoderPortrait {
    let shown = rowsShown(atMost: request.points)
    let k = layout.latents
    let laws = laws(of: shown, in: workspace)
    var means = Matrix<Double>(rows: shown.count, columns: k)
    var deviations = means
    var divergences = [Double](repeating: 0, count: k)
    for row in shown.indices {
      for j in 0..<k {
        let (m, v) = (laws[row, j], laws[row, k + j])
        means[row, j] = m
        deviations[row, j] = Double.exp(0.5 * v)
        divergences[j] += StandardNormalDivergence(mean: m, logVariance: v).value / Double(shown.count)
      }
    }
    let row = min(max(0, request.row), data.rows - 1)
    let gaps = request.wantsGaps ? keptGaps(ofRow: row, in: workspace) : nil
    let principal = request.principal.flatMap { LatentAxes(of: means, like: $0.last) }
    var request = request
    if let principal, let place = request.principal { request.cursor = principal.place(place.x, place.y) }
    return AutoencoderPortrait(
      settings: settings, columns: layout.columns, nextPhase: nextPhase, iteration: iteration,
      stepsTaken: stepsTaken, stepsOfEpoch: stepsOfEpoch, trainingRows: data.training.count,
      heldOutRows: data.heldOut.count, hasLikelihood: hasLikelihood, rows: shown,
      codes: shown.map { data.labels?.codes[$0] ?? -1 }, means: means, deviations: deviations,
      divergences: divergences, meanVariances: Self.variances(means), records: records, logScale: logScale,
      deviation: deviation, rate: rate(atStep: stepsTaken),
      beta: settings.divergenceWeight(inEpoch: iteration),
      principal: principal,
      decoded: request.cursor.flatMap { $0.count == k ? decoded([$0], like: row).first : nil },
      reconstruction: reconstruction(of: row, refined: request.isRefined ? gaps : nil, in: workspace),
      pictures: pictures(request, principal, row: row, in: workspace), gaps: gaps, waterTank: waterTank)
  }

  /// The gaps of a row, which are looked up where nothing has changed since they were last asked for.
  private func keptGaps(ofRow row: Int, in workspace: Workspace) -> RowGaps? {
    let last = workspace.room(for: LastGaps.Plan(layout: layout)) { LastGaps() }
    let parameters = parameters
    if let found = last.gaps, found.row == row, last.parameters == parameters { return found }
    last.gaps = gaps(ofRow: row, in: workspace)
    last.parameters = parameters
    return last.gaps
  }

  /// The rows whose laws are shown: all, or as many as are wanted at even distances.
  func rowsShown(atMost most: Int) -> [Int] {
    let count = min(max(1, most), data.rows)
    return (0..<count).map { $0 * data.rows / count }
  }

  /// Means and log variances of q of some rows: rows × 2k.
  public func laws(of rows: [Int], in workspace: Workspace) -> Matrix<Double> {
    if let double {
      return ReferenceAutoencoder(settings: settings, layout: layout, parameters: double.parameters)
        .laws(data.batch(rows, classes: layout.classes))
    }
    let pass = pass(rows: rows.count, draws: 1, isTraining: false, in: workspace)
    pass.forEachShard(of: rows, floatParameters, on: workspace.pool) { [data] shard, indices, start in
      pass.encode(shard: shard, data, indices: indices, parameters: start)
    }
    var result = Matrix<Double>(rows: rows.count, columns: 2 * layout.latents)
    for row in rows.indices {
      let law = pass.encoder.output(row: row)
      for column in 0..<(2 * layout.latents) { result[row, column] = Double(law[column]) }
    }
    return result
  }

  /// What some latents decode to: the mean of each value, in the units of the fit.
  ///
  ///     latents   each k
  ///     row       whose label the decoder is told, where it is told one
  public func decoded(_ latents: [[Double]], like row: Int = 0) -> [[Double]] {
    decoded(latents, label: data.code(ofRow: row))
  }

  /// The same under a class.
  func decoded(_ latents: [[Double]], label code: Int?) -> [[Double]] {
    guard !latents.isEmpty else { return [] }
    let label = oneOf(code)
    return outputs(latents.map { Array($0.prefix(layout.latents)) + label }).map {
      data.outside($0.map(mean))
    }
  }

  /// What the decoder gives for some inputs: means, or log odds.
  func outputs(_ inputs: [[Double]]) -> [[Double]] {
    let end = layout.decoder.parameters.upperBound
    if let double {
      let network = ReferenceNetwork(plan: layout.decoder, parameters: Array(double.parameters[..<end]))
      let output = network.output(for: Matrix(inputs))
      return inputs.indices.map(output.row)
    }
    let network = FloatNetwork(plan: layout.decoder, parameters: Array(floatParameters[..<end]))
    let output = network.output(
      for: Matrix(
        rows: inputs.count, columns: layout.decoder.inputs, storage: inputs.flatMap { $0.map(Float.init) }))
    return inputs.indices.map { output.row($0).map(Double.init) }
  }

  /// The mean of a value whose number the decoder gives, as the nets see it.
  func mean(_ number: Double) -> Double {
    switch settings.law {
    case .gaussian: number
    case .bernoulli: 1 / (1 + Double.exp(-number))
    case .continuousBernoulli: ContinuousBernoulliLoss.mean(logit: number)
    }
  }

  private func reconstruction(
    of row: Int, refined gaps: RowGaps?, in workspace: Workspace
  ) -> AutoencoderPortrait.Reconstruction {
    let k = layout.latents
    let law = laws(of: [row], in: workspace).row(0)
    let mean = gaps?.bestMean ?? Array(law[..<k])
    return AutoencoderPortrait.Reconstruction(
      row: row, observed: data.outside(data.row(row).map(Double.init)),
      decoded: decoded([mean], like: row)[0], isRefined: gaps != nil,
      mean: mean, deviations: gaps?.bestDeviations ?? law[k...].map { Double.exp(0.5 * $0) })
  }

  private func pictures(
    _ request: AutoencoderPortraitRequest, _ principal: LatentAxes?, row: Int, in workspace: Workspace
  ) -> [[Double]] {
    let k = layout.latents
    var base = [Double](repeating: 0, count: k)
    if let cursor = request.cursor, cursor.count == k { base = cursor }
    func place(_ index: Int, of count: Int, _ reach: Double) -> Double {
      count > 1 ? reach * (2 * Double(index) / Double(count - 1) - 1) : 0
    }
    var latents: [[Double]] = []
    switch request.pictures {
    case .none: break
    case .lattice(let x, let y, let columns, let rows, let reach):
      for up in stride(from: rows - 1, through: 0, by: -1) {
        for right in 0..<columns {
          var z = base
          if x < k { z[x] = place(right, of: columns, reach) }
          if y < k, y != x { z[y] = place(up, of: rows, reach) }
          latents.append(z)
        }
      }
    case .principalLattice(let columns, let rows, let reach):
      for up in stride(from: rows - 1, through: 0, by: -1) {
        for right in 0..<columns {
          let (x, y) = (place(right, of: columns, reach), place(up, of: rows, reach))
          latents.append(principal?.place(x, y) ?? base)
        }
      }
    case .traverse(let latent, let count, let reach):
      for index in 0..<count where latent < k {
        var z = base
        z[latent] = place(index, of: count, reach)
        latents.append(z)
      }
    case .between(let other, let count):
      let ends = laws(of: [row, min(max(0, other), data.rows - 1)], in: workspace)
      for index in 0..<count {
        let share = count > 1 ? Double(index) / Double(count - 1) : 0
        latents.append((0..<k).map { (1 - share) * ends[0, $0] + share * ends[1, $0] })
      }
    case .samples(let count, let seed, let label):
      var random = RandomStream(seed: seed, purpose: .display)
      latents = (0..<count).map { _ in (0..<k).map { _ in random.normal() } }
      return decoded(latents, label: label)
    }
    return decoded(latents, like: row)
  }

  /// The variance of each column (denominator n).
  static func variances(_ matrix: Matrix<Double>) -> [Double] {
    let n = Double(max(matrix.rows, 1))
    return (0..<matrix.columns).map { column in
      let mean = (0..<matrix.rows).reduce(0) { $0 + matrix[$1, column] } / n
      return (0..<matrix.rows).reduce(0) { $0 + (matrix[$1, column] - mean) * (matrix[$1, column] - mean) }
        / n
    }
  }
}

/// The gaps that were last asked for, and of which parameters.
private final class LastGaps {
  var gaps: RowGaps?
  var parameters: [Double] = []

  struct Plan: Hashable, Sendable {
    let layout: AutoencoderLayout
  }
}
