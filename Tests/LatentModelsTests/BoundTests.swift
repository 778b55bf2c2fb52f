import Glibc
import LatentModels
import NumericCore
import Testing

@Suite("The bound and the log-likelihood")
struct BoundTests {
  @Test("One component is the normal law itself: ℓ = −(n/2)(d log 2π + log |S| + d), raw and standardised")
  func singleComponent() throws {
    for (data, expected) in [
      (OldFaithful.raw, -1289.7967450526), (OldFaithful.standardUnits, -543.9916377444),
    ] {
      var mixture = try GaussianMixture(
        data: data, settings: MixtureSettings(components: 1, ridge: 0, tolerance: 0))
      let events = try mixture.run(5)
      let moments = Moments(data.values)
      let determinant = try #require(Cholesky(moments.covariance)).logDeterminant
      let formula = -Double(data.rows) / 2 * (2 * log2Pi + determinant + 2)
      #expect(abs(formula - expected) < 1e-8)
      // The second E half-step is at the maximum, and nothing moves from there.
      for event in [events[2], events[4]] { #expect(abs(event.objective.nats - expected) < 1e-8) }
      #expect(zip(mixture.parameters.means.row(0), moments.mean).allSatisfy { abs($0 - $1) < 1e-12 })
      #expect(mixture.entropyOfLaw == 0)
    }
  }

  @Test("At any law q, and any θ, the bound plus KL(q ‖ p_θ(z|x)) is ℓ")
  func arbitraryLaw() throws {
    let data = OldFaithful.standardUnits
    var mixture = try OldFaithful.goldenMixture()
    for iteration in 0..<4 {
      let density = try MixtureDensity(mixture.parameters)
      let half = Matrix(rows: data.rows, columns: 2, repeating: 0.5)
      for q in [half, drawnLaw(rows: data.rows, components: 2, seed: UInt64(iteration))] {
        let bound = density.bound(under: q, on: data.values)
        let divergence = divergence(q, from: density, over: data)
        #expect(divergence > 1)
        #expect(abs(bound + divergence - logLikelihood(density, data)) < 1e-10)
      }
      try mixture.run(2)
    }
  }

  @Test("A law of zeros and ones has no entropy, and its bound is the classification likelihood")
  func hardLaw() throws {
    let data = OldFaithful.standardUnits
    let density = try MixtureDensity(OldFaithful.goldenStart)
    var q = Matrix<Double>(rows: data.rows, columns: 2)
    var expected = 0.0
    for i in 0..<data.rows {
      let joint = density.logJoint(data.values.row(i))
      q[i, joint[0] > joint[1] ? 0 : 1] = 1
      expected += max(joint[0], joint[1])
    }
    #expect(abs(density.bound(under: q, on: data.values) - expected) < 1e-10)
  }

  @Test(
    "After E the bound at the law just computed touches ℓ; after M, before E, it lies below by KL(old ‖ new)")
  func halfSteps() throws {
    let data = OldFaithful.standardUnits
    var mixture = try OldFaithful.goldenMixture()
    for _ in 0..<8 {
      let before = try MixtureDensity(mixture.parameters)
      let q = law(before, data)
      let expectation = try mixture.run(1)[0]
      #expect(abs(expectation.objective.nats - before.bound(under: q, on: data.values)) < 1e-10)
      #expect(abs(expectation.objective.nats - logLikelihood(before, data)) < 1e-10)
      let maximization = try mixture.run(1)[0]
      let after = try MixtureDensity(mixture.parameters)
      #expect(abs(maximization.objective.nats - after.bound(under: q, on: data.values)) < 1e-10)
      let gap = divergence(q, from: after, over: data)
      #expect(abs(maximization.objective.nats + gap - logLikelihood(after, data)) < 1e-10)
      #expect(abs(gap - before.divergence(to: after, over: data.values)) < 1e-10)
      #expect(after.divergence(to: after, over: data.values) == 0)
    }
  }

  /// A law whose rows are normal draws made positive and made to add up to one.
  private func drawnLaw(rows: Int, components: Int, seed: UInt64) -> Matrix<Double> {
    var random = RandomStream(seed: seed, purpose: .sampling)
    return Matrix(
      (0..<rows).map { _ in
        let terms = (0..<components).map { _ in 2 * random.normal() }
        return terms.map { exp($0 - logSumExp(terms)) }
      })
  }

  /// Σ_i KL(q_i ‖ p_θ(·|x_i)) by its definition.
  private func divergence(_ q: Matrix<Double>, from density: MixtureDensity, over data: DataTable) -> Double {
    var total = 0.0
    for i in 0..<data.rows {
      let joint = density.logJoint(data.values.row(i))
      for k in joint.indices where q[i, k] > 0 {
        total += q[i, k] * (log(q[i, k]) - (joint[k] - logSumExp(joint)))
      }
    }
    return total
  }
}

@Suite("The gradient of the log-likelihood")
struct GradientTests {
  @Test("EM's move of a mean is Σ_k / n_k times the gradient: the golden numbers")
  func golden() throws {
    var mixture = try OldFaithful.goldenMixture()
    let start = mixture.parameters
    let gradient = meanGradient(start, OldFaithful.standardUnits)
    #expect(abs(gradient[0][0] - -0.7322101022) < 1e-9 && abs(gradient[0][1] - 2.7582702011) < 1e-9)
    try mixture.run(2)
    #expect(abs(mixture.parameters.means[0, 0] - start.means[0, 0] - -0.0064052655) < 1e-10)
    #expect(abs(mixture.parameters.means[0, 1] - start.means[0, 1] - 0.0241289391) < 1e-10)
  }

  @Test(
    "Means and weights move by the preconditioned gradient (Xu & Jordan, 1996), wherever the fit stands",
    arguments: [0, 1, 3, 10])
  func preconditioned(iterations: Int) throws {
    for data in [OldFaithful.standardUnits, Tables.penguins] {
      var mixture = try GaussianMixture(
        data: data, settings: MixtureSettings(components: 3, start: .random, ridge: 0, tolerance: 0, seed: 3))
      try mixture.run(2 * iterations)
      let before = mixture.parameters
      let q = law(try MixtureDensity(before), data)
      let counts = (0..<3).map { q.column($0).reduce(0, +) }
      let gradient = meanGradient(before, data)
      try mixture.run(2)
      let n = Double(data.rows)
      let slopes = (0..<3).map { counts[$0] / before.weights[$0] }
      for k in 0..<3 {
        let step = before.covariances[k] * gradient[k]
        for j in 0..<data.dimensions {
          let move = mixture.parameters.means[k, j] - before.means[k, j]
          #expect(abs(step[j] / counts[k] - move) < 1e-10)
        }
        // π⁺ − π = n⁻¹ (diag π − π πᵀ) ∂ℓ/∂π.
        let along = zip(before.weights, slopes).reduce(0) { $0 + $1.0 * $1.1 }
        let expected = before.weights[k] * (slopes[k] - along) / n
        #expect(abs(mixture.parameters.weights[k] - before.weights[k] - expected) < 1e-10)
      }
    }
  }

  @Test("The gradient written out is the central difference of ℓ, in every mean and every weight")
  func finiteDifferences() throws {
    for data in [OldFaithful.standardUnits, Tables.penguins] {
      var mixture = try GaussianMixture(
        data: data, settings: MixtureSettings(components: 3, start: .random, ridge: 0, tolerance: 0, seed: 8))
      try mixture.run(4)
      let point = mixture.parameters
      let n = Double(data.rows)
      let gradient = meanGradient(point, data)
      for k in 0..<3 {
        for j in 0..<data.dimensions {
          let difference = try slope(data, at: point.means[k, j]) { value in
            var moved = point
            moved.means[k, j] = value
            return moved
          }
          let error = abs(difference - gradient[k][j] / n) / max(1, abs(difference))
          #expect(error < 1e-6)
        }
        let difference = try slope(data, at: point.weights[k]) { value in
          var moved = point
          moved.weights[k] = value
          return moved
        }
        let counts = law(try MixtureDensity(point), data).column(k).reduce(0, +)
        #expect(abs(difference - counts / point.weights[k] / n) < 1e-6 * max(1, difference))
      }
    }
  }

  /// ∂ℓ/∂μ_k = Σ_i r_ik Σ_k⁻¹ (x_i − μ_k).
  private func meanGradient(_ parameters: MixtureParameters, _ data: DataTable) -> [[Double]] {
    guard let density = try? MixtureDensity(parameters) else { return [] }
    let q = law(density, data)
    return (0..<parameters.components).map { k in
      var sum = [Double](repeating: 0, count: data.dimensions)
      for i in 0..<data.rows {
        for j in sum.indices { sum[j] += q[i, k] * (data.values[i, j] - parameters.means[k, j]) }
      }
      return Cholesky(parameters.covariances[k])?.solve(sum) ?? []
    }
  }

  /// The central difference of ℓ / n where one coordinate has the value `value`.
  private func slope(
    _ data: DataTable, at value: Double, _ moved: (Double) -> MixtureParameters
  ) throws -> Double {
    let h = 1e-5 * max(1, abs(value))
    let above = logLikelihood(try MixtureDensity(moved(value + h)), data)
    let below = logLikelihood(try MixtureDensity(moved(value - h)), data)
    return (above - below) / (2 * h) / Double(data.rows)
  }
}
