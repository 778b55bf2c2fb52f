import NumericCore

extension GaussianMixture {
  /// Components that make a maximum a spurious one: few rows, in a direction in which they lie far closer together than
  /// the rows of the other components (McLachlan & Peel, 2000, section 3.10).
  ///
  /// Component k is suspected if it has fewer than three rows for each free parameter of its own and, for a covariance of
  /// its own, λ_min(W⁻¹ Σ_k) < 0.03, where W is the mean of the covariances of the others under their weights.
  public var suspicions: [Finding] {
    let k = parameters.components
    guard settings.family != .tied, k > 1 else { return [] }
    let perComponent =
      settings.family.degreesOfFreedom(components: 2, dimensions: data.dimensions)
      - settings.family.degreesOfFreedom(components: 1, dimensions: data.dimensions) - 1
    return (0..<k).compactMap { component in
      let rows = parameters.weights[component] * data.totalWeight
      guard rows < 3 * Double(perComponent) else { return nil }
      let ratio = smallestRatio(of: component)
      guard ratio < 0.03 else { return nil }
      return .spurious(component: component, rows: rows, ratio: ratio.squareRoot())
    }
  }

  /// λ_min(W⁻¹ Σ_k): with W = L Lᵀ, the smallest eigenvalue of L⁻¹ Σ_k L⁻ᵀ.
  private func smallestRatio(of component: Int) -> Double {
    let others = parameters.weights.indices.filter { $0 != component }
    let total = others.reduce(0) { $0 + parameters.weights[$1] }
    guard total > 0 else { return 1 }
    var within = Matrix<Double>(rows: data.dimensions, columns: data.dimensions)
    for other in others {
      within = within + (parameters.weights[other] / total) * parameters.covariances[other]
    }
    guard let factor = Cholesky(within) else { return 1 }
    let whitened = factor.whitening(parameters.covariances[component])
    return max(0, SymmetricEigen(whitened)?.values.last ?? 1)
  }
}
