import LatentModels
import NumericCore
import Testing

@Suite("The ladder on Old Faithful")
struct LadderTableTests {
  private func result(_ rung: Rung) throws -> RungResult {
    try #require(try Ladders.faithful.get().result(rung))
  }

  /// Whether `nats`, written with so many decimals, are the oracle's digits.
  private func agrees(_ nats: Double?, _ oracle: Double, within: Double) -> Bool {
    nats.map { abs($0 - oracle) <= within } ?? false
  }

  @Test(
    "Exact in-sample totals have the oracle's digits",
    arguments: [
      (Rung.normal, -1289.7967450526), (.ppca, -1289.7967450526), (.linearAutoencoder, -1289.7967450526),
      (.constantEncoder, -1289.7967450526), (.mixture, -1130.2639601847),
      (.hard, -1130.2831827928), (.linearEncoder, -1130.2639605810), (.quadraticEncoder, -1130.2639601847),
    ])
  func likelihoods(_ rung: Rung, _ oracle: Double) throws {
    let found = try #require(try result(rung).inSample.likelihood)
    #expect(found.objective.kind == .exact && found.evaluation == .inSample)
    #expect(agrees(found.objective.nats, oracle, within: 1e-5))
  }

  @Test(
    "Bounds have the oracle's digits",
    arguments: [
      (Rung.hard, -1130.4955006556, 1e-5), (.linearEncoder, -1130.2649003440, 1e-5),
      (.quadraticEncoder, -1130.2639601847, 1e-5), (.constantEncoder, -1289.7967450526, 1e-5),
      (.linearAutoencoder, -1289.7967450526, 1e-5), (.exactLower, -1375.57, 0.006),
      (.exactUpper, -1132.11, 0.006), (.exactOptimal, -1131.13, 0.006),
    ])
  func bounds(_ rung: Rung, _ oracle: Double, _ tolerance: Double) throws {
    let found = try #require(try result(rung).inSample.bound)
    #expect(found.objective.kind == .bound && agrees(found.objective.nats, oracle, within: tolerance))
  }

  @Test("The flow of the exact score adds up to EM's likelihood, and says that it is an estimate")
  func flow() throws {
    let found = try #require(try result(.exactFlow).inSample.likelihood)
    #expect(found.objective.kind == .estimate(standardError: 0))
    #expect(agrees(found.objective.nats, -1130.2639601847, within: 5e-6))
  }

  @Test("Rows left out: kernel density, mixture and one Gaussian")
  func leftOut() throws {
    for (rung, oracle, tolerance) in [
      (Rung.kernel, -1142.6142, 1e-3), (.mixture, -1142.3492, 2e-3), (.normal, -1293.8036, 1e-4),
    ] {
      let found = try #require(try result(rung).leaveOneOut)
      #expect(found.evaluation == .leaveOneOut && found.rows == 272)
      #expect(agrees(found.objective.nats, oracle, within: tolerance), "\(rung)")
    }
    let inSample = try result(.kernel).inSample
    #expect(inSample.best == nil && inSample.likelihoodReason != nil)
    guard case .kernel(let bandwidth, _) = try result(.kernel).fit else {
      Issue.record("the kernel density opens as something else")
      return
    }
    #expect(abs(bandwidth - 0.15528066) < 1e-4)
  }

  @Test("BIC chooses two components")
  func components() throws {
    guard case .em(let model) = try result(.mixture).fit, let mixture = model.base as? GaussianMixture else {
      Issue.record("the mixture opens as something else")
      return
    }
    #expect(mixture.parameters.components == 2)
    #expect(try result(.mixture).parametersCount == 11)
  }

  @Test("The curved autoencoder: bound below likelihood below EM, many draws between")
  func autoencoder() throws {
    let (one, many) = (try result(.autoencoder).inSample, try result(.importance).inSample)
    let bound = try #require(one.bound?.objective.nats)
    let exact = try #require(one.likelihood?.objective.nats)
    #expect(one.likelihood?.objective.kind == .exact)
    #expect(bound < exact && exact < -1130.2640)
    #expect(abs(bound + 1161.6) < 15 && abs(exact + 1139.8) < 15)
    let weighted = try #require(many.bound)
    #expect(weighted.objective.nats > bound)
    #expect(weighted.objective.nats < exact + 4 * (weighted.objective.standardError ?? 0))
  }

  @Test("No bound lies above its likelihood, row by row where both are exact")
  func order() throws {
    for result in try Ladders.faithful.get().results {
      guard let bound = result.inSample.bound, let likelihood = result.inSample.likelihood else { continue }
      let open = 4 * ((bound.objective.standardError ?? 0) + (likelihood.objective.standardError ?? 0))
      #expect(bound.objective.nats <= likelihood.objective.nats + open + 1e-6, "\(result.rung)")
      guard open == 0 else { continue }
      #expect(zip(bound.perRow, likelihood.perRow).allSatisfy { $0 <= $1 + 1e-4 }, "\(result.rung)")
    }
  }

  @Test("Totals are the sums of their rows, and every rung has samples and distances")
  func sums() throws {
    let findings = try Ladders.faithful.get()
    #expect(findings.results.count == Rung.allCases.count)
    for result in findings.results {
      for score in [result.inSample.likelihood, result.inSample.bound, result.leaveOneOut] {
        guard let score else { continue }
        #expect(score.places == Array(0..<272))
        #expect(abs(score.perRow.reduce(0, +) - score.objective.nats) < 1e-7, "\(result.rung)")
      }
      #expect(result.samples.rows == 400 && result.samples.columns == 2)
      let distances = try #require(result.distances)
      #expect(distances.energy >= 0 && distances.evaluation == .inSample)
      #expect(0...1 ~= (distances.coverage ?? -1))
    }
    // A law that has both clusters is nearer than one that bridges them.
    let (one, two) = (try result(.normal).distances, try result(.mixture).distances)
    #expect((two?.energy ?? 1) < 0.5 * (one?.energy ?? 0))
    // Samples are in minutes.
    let samples = try result(.mixture).samples
    let waiting = (0..<400).map { samples[$0, 1] }
    #expect(abs(waiting.reduce(0, +) / 400 - 70.9) < 3)
  }

  @Test("A difference is that of the means, within its interval, and never mixes what rows are scored on")
  func differences() throws {
    let findings = try Ladders.faithful.get()
    let found = try findings.difference(of: .mixture, from: .normal, evaluation: .inSample)
    #expect(abs(found.perRow - (-1130.2639601847 + 1289.7967450526) / 272) < 1e-6)
    #expect(found.interval.contains(found.perRow) && found.interval.lowerBound > 0.4)
    let left = try findings.difference(of: .mixture, from: .kernel, evaluation: .leaveOneOut)
    #expect(left.interval.contains(0) && abs(left.perRow - (1142.6142 - 1142.3492) / 272) < 2e-5)
    #expect(throws: IncomparableRungs.self) {
      try findings.difference(of: .kernel, from: .mixture, evaluation: .inSample)
    }
    #expect(throws: IncomparableRungs.self) {
      try findings.difference(of: .mixture, from: .normal, evaluation: .heldOut)
    }
  }
}
