import CKernels
import NumericCore

extension MixtureDensity {
  /// Rows per slice: what is computed in one go. Between slices a thread looks whether it should stop.
  static let rowsPerShard = 2048

  /// The E half-step over the whole table: each slice adds up its rows in order, each shard its slices, and the shards are
  /// added in order. Where the cuts lie depends on the table alone, so the sums are the same to the last bit at any number
  /// of threads.
  ///
  ///     values    N × D, in the units of the fit; a missing value is NaN
  ///     weights   N, not negative; nil if every row counts once
  ///
  /// - Parameter isComplete: whether no value is known to be missing, so that nobody has to look.
  /// - Throws: `.cancelled` if the workspace was told to stop in between.
  package func statistics(
    of values: Matrix<Double>, weights: [Double]? = nil, isComplete: Bool = false,
    shape: ProductShape = .full, in workspace: Workspace
  ) throws(FittingError) -> MixtureStatistics {
    try statistics(
      of: values, rows: 0..<values.rows, weights: weights, isComplete: isComplete, wanted: .products(shape),
      in: workspace)
  }

  /// Σ_i w_i log p(x_i) over some rows of the table: the E half-step without the sums that only an M half-step needs.
  /// - Throws: `.cancelled` if the workspace was told to stop in between.
  func logLikelihood(
    of values: Matrix<Double>, rows: Range<Int>, weights: [Double]? = nil, in workspace: Workspace
  ) throws(FittingError) -> Double {
    try statistics(
      of: values, rows: rows, weights: weights, isComplete: false, wanted: .logLikelihood, in: workspace
    )
    .logLikelihood
  }

  private func statistics(
    of values: Matrix<Double>, rows: Range<Int>, weights: [Double]?, isComplete: Bool, wanted: MixtureSums,
    in workspace: Workspace
  ) throws(FittingError) -> MixtureStatistics {
    precondition(
      values.columns == parameters.dimensions && weights?.count ?? values.rows == values.rows,
      "rows of \(values.columns) numbers and \(weights?.count ?? values.rows) weights for \(values.rows) rows in "
        + "\(parameters.dimensions) dimensions")
    let slices = (rows.count + Self.rowsPerShard - 1) / Self.rowsPerShard
    let shards = shards(ofSlices: slices)
    let cancellation = workspace.cancellation
    let patterns = MissingPatterns(self)
    let parts = workspace.pool.map(shards: shards) {
      [self] shard -> Result<MixtureStatistics, FittingError> in
      var total = MixtureStatistics(centres: parameters.means, shape: wanted.shape)
      for slice in (shard * slices / shards)..<((shard + 1) * slices / shards) {
        guard !cancellation.isCancelled else { return .failure(.cancelled) }
        let first = rows.lowerBound + slice * Self.rowsPerShard
        let slice = first..<min(first + Self.rowsPerShard, rows.upperBound)
        do throws(FittingError) {
          total.add(
            try patterns.statistics(
              ofRows: slice, of: values, weights: weights, isComplete: isComplete, wanted: wanted))
        } catch {
          return .failure(error)
        }
      }
      return .success(total)
    }
    var total = MixtureStatistics(centres: parameters.means, shape: wanted.shape)
    for part in parts { total.add(try part.get()) }
    return total
  }

  /// How many parts the slices are dealt out in: however long the table, so few that their statistics take little memory.
  private func shards(ofSlices slices: Int) -> Int {
    let (k, d) = (parameters.components, parameters.dimensions)
    let affordable = (32 << 20) / (8 * k * (1 + d + d * d))
    return min(slices, max(8, min(64, affordable)))
  }
}

/// What is wanted of an E half-step.
enum MixtureSums: Hashable, Sendable {
  /// The log-likelihood alone.
  case logLikelihood
  /// All that an M half-step needs.
  case products(ProductShape)

  /// The shape of the products; where none are wanted, the one that costs less.
  var shape: ProductShape {
    switch self {
    case .logLikelihood: .diagonal
    case .products(let shape): shape
    }
  }
}

extension MixtureDensity {
  /// The statistics of complete rows, by the vectorised kernel.
  ///
  ///     values    rows × D, row after row
  ///     weights   one per row; nil if every row counts once
  func statistics(
    ofRows values: UnsafeBufferPointer<Double>, weights: UnsafeBufferPointer<Double>?, wanted: MixtureSums
  ) -> MixtureStatistics {
    let (k, d) = (parameters.components, parameters.dimensions)
    precondition(d > 0 && values.count % d == 0, "\(values.count) numbers in rows of \(d)")
    var result = MixtureStatistics(centres: parameters.means, shape: wanted.shape)
    var counts = result.counts
    var shifts = result.shifts.storage
    var products = result.products
    var sums = elbow_mixture_sums()
    sums.has_diagonal_products = wanted.shape == .diagonal
    var rows = elbow_rows(values: values.baseAddress, weights: weights?.baseAddress, count: values.count / d)
    counts.withUnsafeMutableBufferPointer { counts in
      shifts.withUnsafeMutableBufferPointer { shifts in
        products.withUnsafeMutableBufferPointer { products in
          sums.counts = counts.baseAddress
          sums.shifts = shifts.baseAddress
          sums.products = wanted == .logLikelihood ? nil : products.baseAddress
          withKernelMixture { mixture in
            withUnsafeTemporaryAllocation(byteCount: elbow_mixture_room(k, d), alignment: 64) { room in
              var mixture = mixture
              elbow_mixture_add(&mixture, &rows, &sums, room.baseAddress)
            }
          }
        }
      }
    }
    result.counts = counts
    result.shifts.storage = shifts
    result.products = products
    result.noiseCount = sums.noise_count
    result.weight = sums.weight
    result.logLikelihood = sums.log_likelihood
    result.entropySum = sums.entropy
    result.classificationLoss = sums.classification_loss
    return result
  }

  /// The mixture as the kernel reads it, while `body` runs.
  private func withKernelMixture(_ body: (elbow_mixture) -> Void) {
    parameters.means.storage.withUnsafeBufferPointer { means in
      unitLowers.withUnsafeBufferPointer { lowers in
        inverseDiagonals.withUnsafeBufferPointer { inverses in
          constants.withUnsafeBufferPointer { constants in
            body(
              elbow_mixture(
                components: parameters.components, dimensions: parameters.dimensions,
                means: means.baseAddress, factors: lowers.baseAddress,
                inverse_diagonals: inverses.baseAddress, constants: constants.baseAddress,
                noise: noiseTerm, is_diagonal: isDiagonal))
          }
        }
      }
    }
  }
}
