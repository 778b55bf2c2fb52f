import NumericCore
import RealModule

extension GaussianMixture {
  /// What the data say about each free parameter, by Louis's formula, row by row.
  ///
  /// For what was observed of row x, with s_k and B_k the gradient and the negative Hessian of log π_k + log N(x; μ_k, Σ_k)
  /// on the observed columns, and s = Σ_k r_k s_k,
  ///
  ///     I_obs = Σ_i w_i { Σ_k r_k B_k − (Σ_k r_k s_k s_kᵀ − s sᵀ) },    G = Σ_i w_i s sᵀ.
  ///
  /// So missing values are integrated out exactly; they count as latent in I_com = −∂²Q/∂θ′². The box of the noise is
  /// taken as known.
  public func information(in workspace: Workspace) throws(FittingError) -> ObservedInformation {
    let layout = MixtureLayout(parameters, family: settings.family)
    try validateInformation()
    let density = try preparedDensity(parameters)
    let complete = try completeInformation(density, layout, in: workspace)
    let sums = try informationSums(density, layout, in: workspace).result(density)
    let scales = layout.scales(data.transform)
    func inOwnUnits(_ matrix: Matrix<Double>) -> Matrix<Double> {
      var result = matrix
      for i in scales.indices {
        for j in scales.indices { result[i, j] /= scales[i] * scales[j] }
      }
      return result
    }
    return ObservedInformation(
      estimates: free, complete: inOwnUnits(complete.symmetrised),
      observed: inOwnUnits(sums.observed.symmetrised), scoreProducts: inOwnUnits(sums.products),
      gradient: zip(sums.gradient, scales).map { $0 / $1 })
  }

  /// Refuses more free parameters than there is memory for.
  public func validateInformation() throws(FittingError) {
    let count = MixtureLayout(parameters, family: settings.family).count
    guard count <= Self.mostFreeParameters else {
      throw .invalidSetting(
        name: "number of free parameters", found: String(count),
        expected: "at most \(Self.mostFreeParameters) for standard errors from the information")
    }
  }

  /// More free parameters than this are refused: the dozen p × p matrices that are in memory at once would take more than
  /// 256 MB.
  static let mostFreeParameters = 1600

  private func completeInformation(
    _ density: MixtureDensity, _ layout: MixtureLayout, in workspace: Workspace
  ) throws(FittingError) -> Matrix<Double> {
    let statistics = try expectation(.exact, at: parameters, step: 0, in: workspace)
    var result = Matrix<Double>(rows: layout.count, columns: layout.count)
    let columns = Array(0..<data.dimensions)
    for k in statistics.counts.indices {
      let n = statistics.counts[k]
      layout.addWeightCurvature(of: k, count: n, parameters, to: &result)
      ComponentScore(k, of: density, observed: columns, in: layout).addCurvature(
        n: n, shift: statistics.shifts.row(k),
        scatter: statistics.scatter(of: k, about: parameters.means.row(k)),
        to: &result)
    }
    if parameters.noise != nil {
      layout.addWeightCurvature(of: layout.components, count: statistics.noiseCount, parameters, to: &result)
    }
    return result
  }

  /// The sums over all rows, piece by piece: between two pieces others have their turn at the pool. The order of the sums
  /// depends on the shape of the problem alone.
  private func informationSums(
    _ density: MixtureDensity, _ layout: MixtureLayout, in workspace: Workspace
  ) throws(FittingError) -> InformationSums {
    var sums = InformationSums(layout)
    let complete = try MixtureScorer(density, observed: Array(0..<data.dimensions), in: layout)
    let rowsPerPiece = InformationSums.rowsPerPiece(layout)
    for first in stride(from: 0, to: data.rows, by: rowsPerPiece) {
      guard !workspace.cancellation.isCancelled else { throw .cancelled }
      let piece = first..<min(first + rowsPerPiece, data.rows)
      let scores = try scores(of: piece, density, complete, layout, in: workspace)
      guard !workspace.cancellation.isCancelled else { throw .cancelled }
      try sums.add(scores, density, in: workspace)
    }
    return sums
  }

  private func scores(
    of piece: Range<Int>, _ density: MixtureDensity, _ complete: MixtureScorer, _ layout: MixtureLayout,
    in workspace: Workspace
  ) throws(FittingError) -> [MixtureScores] {
    let rowsPerPart = InformationSums.rowsPerPart
    let parts = (piece.count + rowsPerPart - 1) / rowsPerPart
    let data = data
    let results = workspace.pool.map(shards: parts) { part -> Result<MixtureScores, FittingError> in
      let first = piece.lowerBound + part * rowsPerPart
      do throws(FittingError) {
        return .success(
          try MixtureScores(
            first..<min(first + rowsPerPart, piece.upperBound), of: data, density, complete: complete,
            in: layout))
      } catch {
        return .failure(error)
      }
    }
    var scores: [MixtureScores] = []
    for result in results { scores.append(try result.get()) }
    return scores
  }
}
