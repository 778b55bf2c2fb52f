import NumericCore
import RealModule
import Testing

@testable import LatentModels

/// Answers to items: the LSAT of Bock and Lieberman (1970), errors that name an item, and simulated answers.
struct ItemResponseTests {
  private static let frequencies: [Double] = [
    3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15, 10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61,
    28,
    298,
  ]

  /// The patterns 00000 … 11111 with their frequencies.
  static let lsat: DataTable = {
    let rows = (0..<32).map { pattern in (0..<5).map { Double(pattern >> (4 - $0) & 1) } }
    return DataTable(
      name: "lsat", values: Matrix(rows), columnNames: (1...5).map { "item\($0)" }, weights: frequencies)
  }()

  static func maximum(
    _ decoder: some ScalarDecoder, in workspace: Workspace
  ) throws -> QuasiNewton {
    let objective: QuasiNewton.Objective = { (theta) throws(FittingError) in
      try decoder.logLikelihoodAndGradient(at: theta, in: workspace)
    }
    var ascent = try QuasiNewton(at: decoder.start, objective)
    try ascent.climb(tolerance: 1e-13, objective)
    return ascent
  }

  @Test(
    "The log-likelihood of the LSAT is the known one where all answers are alike, independent, and as they are (O22)"
  )
  func knownLikelihoods() throws {
    let workspace = Workspace(pool: .onCaller())
    let decoder = try ItemResponseDecoder(data: Self.lsat, kind: .rasch)
    #expect(decoder.unitCount == 30 && decoder.observations == 1000)
    let flat = try decoder.logLikelihood(at: [0, 0, 0, 0, 0, 1], in: workspace)
    #expect(abs(flat + 3182.3860326) < 1e-6, "\(flat)")
    let shares = zip(decoder.patterns.right, decoder.patterns.answered).map { $0 / $1 }
    #expect(shares.map { ($0 * 1000).rounded() / 1000 } == [0.924, 0.709, 0.553, 0.763, 0.870])
    let logits = shares.map { Double.log($0 / (1 - $0)) }
    let independent = try decoder.logLikelihood(at: logits + [0], in: workspace)
    #expect(abs(independent + 2493.4366971) < 1e-6, "\(independent)")
    let saturated = decoder.patterns.weights.reduce(0) { $0 + $1 * Double.log($1 / 1000) }
    #expect(abs(saturated + 2456.0385612) < 1e-6, "\(saturated)")
  }

  @Test("The Rasch and the 2PL maximum of the LSAT are the known ones (O22)")
  func maxima() throws {
    let workspace = Workspace(pool: WorkerPool(threads: 2))
    let rasch = try Self.maximum(
      try ItemResponseDecoder(data: Self.lsat, kind: .rasch), in: workspace)
    #expect(abs(rasch.value + 2466.9375996) < 1e-6, "\(rasch.value)")
    let knownRasch = [2.73001323, 0.99860583, 0.23985388, 1.30645116, 2.09940436, 0.75513462]
    for (a, b) in zip(rasch.point, knownRasch) { #expect(abs(a - b) < 1e-4, "\(rasch.point)") }
    let decoder = try ItemResponseDecoder(data: Self.lsat, kind: .twoParameter)
    let birnbaum = try Self.maximum(decoder, in: workspace)
    #expect(abs(birnbaum.value + 2466.6533774) < 1e-6, "\(birnbaum.value)")
    let known = [2.77323, 0.99020, 0.24915, 1.28476, 2.05327, 0.82566, 0.72274, 0.89087, 0.68837, 0.65686]
    for (a, b) in zip(birnbaum.point, known) { #expect(abs(a - b) < 1e-4, "\(birnbaum.point)") }
    // Standard errors from the observed information, by differences of the gradient.
    let count = birnbaum.point.count
    var information = Matrix<Double>(rows: count, columns: count)
    for i in 0..<count {
      var (up, down) = (birnbaum.point, birnbaum.point)
      up[i] += 1e-4
      down[i] -= 1e-4
      let above = try decoder.logLikelihoodAndGradient(at: up, in: workspace).gradient
      let below = try decoder.logLikelihoodAndGradient(at: down, in: workspace).gradient
      for j in 0..<count { information[i, j] = (below[j] - above[j]) / 2e-4 }
    }
    let variances = try #require(Cholesky(information)).inverse.diagonal
    for (variance, error) in zip(variances.suffix(5), [0.258, 0.187, 0.233, 0.185, 0.210]) {
      #expect(abs(variance.squareRoot() - error) < 6e-4, "\(variance.squareRoot()) for \(error)")
    }
  }

  @Test("EM never falls and comes to the maximum; the variational optimum is within 1 nat of it (O22)")
  func fits() throws {
    let workspace = Workspace(pool: WorkerPool(threads: 2))
    func fitted(
      _ method: VariationalMethod, tolerance: Double
    ) throws -> (fit: VariationalFit<ItemResponseDecoder>, event: StepEvent) {
      let decoder = try ItemResponseDecoder(data: Self.lsat, kind: .rasch)
      var fit = try VariationalFit(
        decoder: decoder, settings: VariationalSettings(method: method, tolerance: tolerance))
      var event = try fit.step(in: workspace)
      while event.status != .converged, event.iteration < 400 {
        event = try fit.step(in: workspace)
        #expect(event.gain ?? 0 > -1e-9, "\(event)")
      }
      return (fit, event)
    }
    let em = try fitted(.exact, tolerance: 1e-9)
    #expect(
      em.event.status == .converged && abs(em.event.objective.nats + 2466.9375996) < 1e-4, "\(em.event)")
    let vi = try fitted(.gaussian(.coordinate), tolerance: 1e-9)
    #expect(vi.event.objective.nats < vi.event.logLikelihood ?? 0)
    #expect(vi.event.objective.nats > -2466.9375996 - 1, "\(vi.event)")
    let exact = try vi.fit.decoder.logLikelihood(at: vi.fit.theta, in: workspace)
    #expect(exact > -2466.9375996 - 1 && exact < -2466.9375996 + 1e-9, "\(exact)")
  }

  @Test("Repeated rows count as one pattern with their weights added, and a missing answer is left out")
  func patterns() throws {
    let table = DataTable(
      name: "x", values: Matrix([[1, 0, 1], [0, 1, .nan], [1, 0, 1], [0, 1, 1], [.nan, .nan, .nan]]),
      weights: [1, 2, 3, 1, 1])
    let decoder = try ItemResponseDecoder(data: table, kind: .rasch, isFitted: false)
    #expect(decoder.unitCount == 3 && decoder.patterns.weights == [4, 2, 1])
    #expect(decoder.reading(ofUnit: 1) == "01. x2")
    let theta = [0.3, -0.4, 0.9, 1.2]
    let workspace = Workspace(pool: .onCaller())
    let perUnit = try decoder.unitLogLikelihoods(at: theta, in: workspace)
    // What is missing is integrated out: 01. is 010 or 011.
    let both = try ItemResponseDecoder(
      data: DataTable(name: "y", values: Matrix([[0, 1, 0], [0, 1, 1]])), kind: .rasch, isFitted: false)
    let apart = try both.unitLogLikelihoods(at: theta, in: workspace)
    #expect(abs(perUnit[1] - logSumExp(apart)) < 1e-12)
  }

  @Test("What keeps an item from having an estimate is named, with what to do")
  func refusals() throws {
    func sentence(_ rows: [[Double]], _ kind: ItemResponseSettings.Kind = .rasch) -> String {
      let names = rows[0].indices.map { "item \($0 + 1)" }
      do throws(FittingError) {
        _ = try ItemResponseDecoder(
          data: DataTable(name: "x", values: Matrix(rows), columnNames: names), kind: kind)
        return ""
      } catch { return error.description }
    }
    #expect(
      sentence([[1, 0, 1], [0, 1, 1], [1, 1, 1]])
        == "item 3 was answered 1 by all: its intercept has no finite estimate; leave it out")
    #expect(
      sentence([[1, 0], [0, 2]]).hasPrefix("row 2, column item 2: 2 is no answer to an item, which is 0 or 1")
    )
    #expect(sentence([[1, .nan], [0, .nan]]).contains("item 2 has no value"))
    #expect(sentence([[1, 0], [0, 1]], .twoParameter).contains("there are 2 items"))
    #expect(sentence([[1, 0], [0, 1], [1, 1]]).isEmpty)
  }

  @Test("A fit that began with slopes below 0 reports them above, and the likelihood is the same")
  func sign() throws {
    let workspace = Workspace(pool: .onCaller())
    let decoder = try ItemResponseDecoder(data: Self.lsat, kind: .twoParameter)
    let theta = [2.7, 1, 0.2, 1.3, 2.1, 0.8, 0.7, 0.9, 0.7, 0.6]
    let mirrored = theta.enumerated().map { $0 < 5 ? $1 : -$1 }
    #expect(decoder.freeParameters(of: mirrored).parameters.values == theta)
    #expect(decoder.tables(of: mirrored) == decoder.tables(of: theta))
    let here = try decoder.logLikelihood(at: theta, in: workspace)
    #expect(abs(try decoder.logLikelihood(at: mirrored, in: workspace) - here) < 1e-9)
  }

  @Test("From answers simulated under a 2PL the variational fit finds the slopes")
  func recovers() throws {
    let workspace = Workspace(pool: WorkerPool(threads: 2))
    let items = 12
    let intercepts: [Double] = (0..<items).map { -1.5 + 3 * Double($0) / Double(items - 1) }
    let slopes: [Double] = (0..<items).map { 0.6 + 0.15 * Double(($0 * 5) % items) }
    let theta = intercepts + slopes
    var random = RandomStream(seed: 7, purpose: .start)
    let coins: [Double] = (0..<3000 * items).map { _ in random.uniform() < 0.5 ? 1 : 0 }
    let seed = DataTable(name: "x", values: Matrix(rows: 3000, columns: items, storage: coins))
    let decoder = try ItemResponseDecoder(data: seed, kind: .twoParameter).simulated(
      at: theta, seed: 3, replicate: 0)
    var fit = try VariationalFit(decoder: decoder, settings: VariationalSettings(tolerance: 1e-7))
    var event = try fit.step(in: workspace)
    while event.status != .converged, event.iteration < 60 { event = try fit.step(in: workspace) }
    #expect(zip(fit.theta, theta).allSatisfy { abs($0 - $1) < 0.3 }, "\(fit.theta)")
    let correlation = Self.correlation(Array(fit.theta[items...]), Array(theta[items...]))
    #expect(correlation > 0.97, "\(correlation)")
  }

  private static func correlation(_ a: [Double], _ b: [Double]) -> Double {
    let (ma, mb) = (a.reduce(0, +) / Double(a.count), b.reduce(0, +) / Double(b.count))
    let (da, db) = (a.map { $0 - ma }, b.map { $0 - mb })
    return dot(da, db) / (dot(da, da) * dot(db, db)).squareRoot()
  }
}
