import LatentModels
import NumericCore
import Synchronization
import Testing

@Suite("A ladder as a study")
struct LadderStudyTests {
  @Test("The same bits on one thread and on two, rows held out and all")
  func threads() throws {
    var settings = Ladders.quick
    settings.holdout = 0.2
    let found = try [1, 2].map { try Ladders.finished(Ladders.fewRows, .all, settings, threads: $0) }
    #expect(found[0].results.count == Rung.allCases.count)
    for (one, two) in zip(found[0].results, found[1].results) {
      #expect(one.inSample == two.inSample && one.heldOut == two.heldOut, "\(one.rung)")
      #expect(one.leaveOneOut == two.leaveOneOut && one.samples == two.samples, "\(one.rung)")
      #expect(one.distances == two.distances && one.state == two.state, "\(one.rung)")
    }
  }

  @Test("Rows held out are seen by no fit, and scored as the law says")
  func heldOut() throws {
    var settings = Ladders.quick
    settings.holdout = 0.2
    let findings = try Ladders.finished(
      OldFaithful.raw, LadderPlan([.normal, .mixture, .quadraticEncoder, .kernel, .exactFlow]), settings)
    #expect(findings.training.rows == 218 && findings.heldOut?.rows == 54)
    for result in findings.results {
      let scores = try #require(result.heldOut)
      let score = try #require(scores.likelihood)
      #expect(score.evaluation == .heldOut && score.perRow.count == 54 && result.headline == score)
      #expect(result.distances?.evaluation == .heldOut)
      if let bound = scores.bound { #expect(bound.objective.nats <= score.objective.nats + 1e-9) }
    }
    // The moments of the rows that were fitted, by hand.
    let moments = Moments(of: findings.training)
    let law = MixtureParameters(
      weights: [1], means: Matrix([moments.mean]), covariances: [moments.covariance])
    let density = try MixtureDensity(law)
    let rows = try #require(findings.heldOut)
    let nats = (0..<54).reduce(0) {
      $0 + density.logDensity(rows.values.row($1)) - findings.training.transform.logScale
    }
    let own = try #require(findings.result(.normal)?.heldOut?.likelihood)
    #expect(abs(own.objective.nats - nats) < 1e-9)
    let gain = try findings.difference(of: .mixture, from: .normal, evaluation: .heldOut)
    #expect(gain.interval.lowerBound > 0.3 && gain.rows == 54)
  }

  @Test("Units change nothing but the units")
  func units() throws {
    var other = OldFaithful.raw.values
    for row in 0..<other.rows { other[row, 1] = 10 + 60 * other[row, 1] }
    let plan = LadderPlan([.ppca, .mixture, .linearEncoder, .kernel])
    let (one, two) = (
      try Ladders.finished(OldFaithful.raw, plan, Ladders.quick),
      try Ladders.finished(DataTable(name: "seconds", values: other), plan, Ladders.quick)
    )
    for (a, b) in zip(one.results, two.results) {
      let (x, y) = (try #require(a.headline), try #require(b.headline))
      #expect(abs(x.objective.nats - y.objective.nats - 272 * 4.0943445622221) < 1e-4, "\(a.rung)")
    }
  }

  @Test(
    "Pieces are counted, the clock is the caller's, and a piece that is cancelled leaves the ladder as it was"
  )
  func pieces() throws {
    /// A clock on which every look takes a second.
    final class Ticks: Sendable {
      private let now = Mutex(0.0)
      func next() -> Double {
        now.withLock {
          $0 += 1
          return $0
        }
      }
    }
    let (ticks, space) = (Ticks(), workspace())
    let plan = LadderPlan([.exactFlow, .normal])
    var study = try LadderStudy(
      data: Ladders.fewRows, plan: plan, settings: Ladders.quick,
      clock: ticks.next)
    #expect(study.planned == 200 && study.done == 0 && study.current == .exactFlow)
    var (last, slices) = (0, 0)
    while !study.isFinished {
      try study.advance(in: space)
      #expect(study.done >= last && study.done <= study.planned)
      (last, slices) = (study.done, slices + 1)
    }
    #expect(slices > 20 && study.current == nil)
    // From the beginning of a slice to its end is one second.
    let seconds = study.findings.results.reduce(0) { $0 + $1.seconds + $1.evaluationSeconds }
    #expect(seconds == Double(slices))

    var other = try LadderStudy(data: Ladders.fewRows, plan: plan, settings: Ladders.quick)
    for _ in 0..<5 { try other.advance(in: space) }
    let stopped = Workspace(pool: space.pool)
    stopped.cancellation.cancel()
    #expect(throws: FittingError.cancelled) { try other.advance(in: stopped) }
    try other.finish(in: space)
    #expect(other.findings.result(.exactFlow)?.inSample == study.findings.result(.exactFlow)?.inSample)
  }

  @Test("Five seeds share rows and split; what is exact has no spread, what is trained has")
  func spread() throws {
    var settings = Ladders.quick
    settings.holdout = 0.3
    var study = try LadderSpread(
      data: Ladders.fewRows, plan: LadderPlan([.normal, .autoencoder]), settings: settings, seeds: 5)
    try study.finish(in: workspace())
    #expect(study.findings.seeds == 5 && study.done == study.planned)
    let exact = study.findings.spread(of: .normal, evaluation: .heldOut)
    let trained = study.findings.spread(of: .autoencoder, evaluation: .heldOut)
    #expect(exact.nats.count == 5 && exact.deviation < 1e-9)
    #expect(Set(trained.nats).count == 5 && trained.deviation > 0)
    #expect(trained.range?.contains(trained.mean) == true)
  }
}
