import FoundationEssentials
import LatentModels
import NumericCore
import TestSupport
import Testing

/// A maximum that scikit-learn found, as Fixtures/make_selection_fixtures.py writes it.
struct ScikitLearnMaximum: Decodable, Sendable {
  let data: String
  let family: String
  let weights: [Double]
  let means: [[Double]]
  let covariances: [[[Double]]]
  let logLikelihood: Double
  let freeParameters: Int
  let aic: Double
  let bic: Double

  static func read() throws -> [ScikitLearnMaximum] {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/selection.json")
    return try JSONDecoder().decode([ScikitLearnMaximum].self, from: Data(contentsOf: path))
  }
}

@Suite("Choosing a mixture")
struct SelectionTests {
  private static let penguins = DataTable(
    name: "penguins",
    values: Matrix(
      assetColumns("penguins.csv", ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"])))

  @Test(
    "ℓ, AIC and BIC are scikit-learn's at its maxima, and these are maxima here, for K = 1 … 6 and all families"
  )
  func scikitLearn() throws {
    let maxima = try ScikitLearnMaximum.read()
    #expect(maxima.count == 72)
    let space = workspace()
    for maximum in maxima {
      let table =
        switch maximum.data {
        case "iris": Tables.iris
        case "penguins": Self.penguins
        default: OldFaithful.raw
        }
      let start = MixtureParameters(
        weights: maximum.weights, means: Matrix(maximum.means),
        covariances: maximum.covariances.map { Matrix($0) })
      let family = try #require(CovarianceFamily(rawValue: maximum.family))
      var mixture = try GaussianMixture(
        data: table,
        settings: MixtureSettings(
          components: maximum.weights.count, family: family, start: .given(start), ridge: 1e-6, tolerance: 0))
      let found = try mixture.step(in: space).objective.nats
      let criteria = try #require(mixture.informationCriteria)
      let name = "\(maximum.data) \(maximum.weights.count) \(maximum.family)"
      #expect(abs(found - maximum.logLikelihood) < 1e-9 * abs(found), "\(name)")
      #expect(mixture.degreesOfFreedom == maximum.freeParameters, "\(name)")
      #expect(abs(criteria.aic - maximum.aic) < 1e-9 * abs(maximum.aic), "\(name)")
      #expect(abs(criteria.bic - maximum.bic) < 1e-9 * abs(maximum.bic), "\(name)")
      try mixture.run(2, in: space)
      #expect(abs((mixture.course.lastLogLikelihood ?? 0) - found) < 1e-6, "\(name)")
    }
  }

  @Test("A selection gives the same bits at one thread and at two, and its cells are those of single fits")
  func reproducible() throws {
    var one = MixtureSelection(
      data: OldFaithful.raw, components: 1...3, families: [.full, .spherical], starts: 3)
    var two = one
    try one.finish(in: workspace(threads: 1))
    try two.finish(in: workspace(threads: 2))
    let (first, second) = (one.findings, two.findings)
    #expect(first.cells.count == 6 && one.done == 18)
    for (a, b) in zip(first.cells, second.cells) {
      #expect(a.fit?.model.state == b.fit?.model.state)
    }
    let cell = try #require(first.best(by: .bic))
    let fit = try #require(cell.fit)
    var again = try GaussianMixture(data: OldFaithful.raw, settings: fit.model.settings)
    try again.run(fit.model.stepsTaken)
    #expect(again.state == fit.model.state)
    #expect(cell.components == 2 && cell.family == .full)
  }

  @Test("A cell that cannot be fitted is a finding, not the end")
  func failures() throws {
    let table = DataTable(name: "three", values: Matrix([[0.0], [1], [2.5]]))
    var selection = MixtureSelection(data: table, components: 2...4, families: [.tied])
    try selection.finish(in: workspace())
    let findings = selection.findings
    try #require(findings.cells.count == 3)
    #expect(findings.cells[0].fit?.hasConverged == true && findings.cells[0].failedStarts == 0)
    // A component for each row: only the ridge holds their covariance.
    let crowded = findings.cells[1]
    #expect(
      crowded.fit?.suspicions.isEmpty == false,
      "\(String(describing: crowded.failure)), \(String(describing: crowded.fit?.logLikelihood))")
    #expect(findings.cells[2].failedStarts == 1 && findings.best(by: .bic)?.components == 2)
    #expect(findings.cells[2].failure == .tooFewRows(rows: 3, components: 4))
  }

  @Test("Of each cell the best start is kept, whatever the method that the settings name")
  func bestStart() throws {
    let space = workspace()
    var settings = MixtureSettings(seed: 3)
    settings.method = EMMethod(expectation: .minibatch(rows: 20))
    var selection = MixtureSelection(
      data: Tables.iris, components: 3...4, families: [.full, .diagonal], starts: 5, settings: settings)
    try selection.finish(in: space)
    for cell in selection.findings.cells {
      var singles: [SelectionFindings.Fit] = []
      for start in 0..<5 {
        settings.seed = 3 + UInt64(start)
        settings.method = .em
        var single = MixtureSelection(
          data: Tables.iris, components: cell.components...cell.components, families: [cell.family],
          settings: settings)
        try single.finish(in: space)
        if let fit = single.findings.cells.first?.fit { singles.append(fit) }
      }
      #expect(cell.failedStarts == 5 - singles.count)
      let sound = singles.filter(\.suspicions.isEmpty)
      let best = try #require((sound.isEmpty ? singles : sound).map(\.logLikelihood).max())
      #expect(cell.fit?.logLikelihood == best && cell.fit?.model.settings.method == .em)
    }
  }

  @Test("Criteria of weights that sum to 1 are refused, not compared")
  func weightsBelowRows() throws {
    let table = OldFaithful.raw.weighted(by: Array(repeating: 1.0 / 272, count: 272))
    var selection = MixtureSelection(data: table, components: 1...2, families: [.full])
    let error = #expect(throws: FittingError.self) { try selection.finish(in: workspace(threads: 1)) }
    guard case .weightsBelowRows(let total, 272)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(abs(total - 1) < 1e-9)
    #expect(table.noteOnWeights != nil && OldFaithful.raw.noteOnWeights == nil)
  }

  @Test("A piece of a study grows shorter with the components: it is measured by its work, not by its rows")
  func pieces() throws {
    func pieces(components: Int) throws -> Int {
      var study = MultiStart(
        data: Tables.clouds(2000), plan: MixtureSettings(components: components, tolerance: 0).plan, count: 1,
        iterations: 20)
      var count = 0
      let space = workspace(threads: 1)
      while !study.isFinished {
        try study.advance(in: space)
        count += 1
      }
      #expect(study.findings.failures.isEmpty)
      return count
    }
    #expect(try pieces(components: 2) == 1)
    #expect(try pieces(components: 32) >= 10)
  }

  @Test("A cancelled piece changes nothing, and the study goes on to the same end")
  func cancelled() throws {
    let space = workspace()
    var study = MultiStart(
      data: Tables.clouds(2000), plan: MixtureSettings(components: 4).plan, count: 9, iterations: 60)
    var other = study
    try study.advance(in: space)
    space.cancellation.cancel()
    #expect(throws: FittingError.cancelled) { try study.advance(in: space) }
    space.cancellation.reset()
    try study.finish(in: space)
    try other.finish(in: workspace(threads: 1))
    #expect(study.findings.maxima.map(\.logLikelihood) == other.findings.maxima.map(\.logLikelihood))
    #expect(study.findings.maxima.map(\.seeds) == other.findings.maxima.map(\.seeds))
    #expect(study.done == 9 && study.isFinished)
  }

  /// Three tight groups on a line, the last two nearer to each other: two components divide them as 1 | 23 or as 12 | 3.
  private static let threeGroups: DataTable = {
    let offsets = [-0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15]
    let values = [0.0, 10, 19].flatMap { centre in offsets.map { [centre + $0] } }
    return DataTable(name: "groups", values: Matrix(values))
  }()

  @Test(
    "Several starts find the two maxima of three groups under two components, each as often as it was found")
  func multiset() throws {
    var study = MultiStart(
      data: Self.threeGroups,
      plan: MixtureSettings(components: 2, start: .random, tolerance: 1e-12).plan, count: 40,
      iterations: 20_000)
    try study.finish(in: workspace())
    let findings = study.findings
    #expect(findings.maxima.reduce(0) { $0 + $1.count } == 40 && findings.failures.isEmpty)
    // By plain EM in NumPy, from random rows.
    let known = [-48.10377, -49.57109]
    try #require(findings.maxima.count == 2)
    for (maximum, nats) in zip(findings.maxima, known) {
      #expect(abs(maximum.logLikelihood - nats) < 1e-5)
      #expect(maximum.count >= 3 && maximum.seeds.count == maximum.count && !maximum.isSuspect)
      #expect(maximum.outcome.hasConverged)
    }
    // The seed of a start gives its fit again.
    var settings = MixtureSettings(components: 2, start: .random, tolerance: 1e-12)
    settings.seed = try #require(findings.maxima[1].seeds.first)
    let again = MultiStart(data: Self.threeGroups, plan: settings.plan, count: 1, iterations: 20_000)
    var one = again
    try one.finish(in: workspace())
    #expect(abs((one.findings.best?.logLikelihood ?? 0) - known[1]) < 1e-5)
  }

  @Test(
    "Two maxima that differ by a ten-thousandth of a nat are two, in any units and by any method of the plan")
  func closeMaxima() throws {
    func maxima(unit: Double, method: EMMethod) throws -> [MultiStartFindings.Maximum] {
      let offsets = [-0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15]
      let values = [0.0, 10, 20.0001].flatMap { centre in offsets.map { [unit * (centre + $0)] } }
      var study = MultiStart(
        data: DataTable(name: "groups", values: Matrix(values)),
        plan: MixtureSettings(components: 2, ridge: 0, tolerance: 1e-12, method: method).plan,
        count: 30, iterations: 20_000)
      try study.finish(in: workspace())
      return study.findings.maxima
    }
    // Means far from each other: two in one group would come by the saddle where both components are one.
    let own = try maxima(unit: 1, method: .em)
    try #require(own.count == 2)
    // To the first order 14 log of the standard deviation of two groups, which are 10 or 10.0001 apart.
    #expect(abs(own[0].logLikelihood - own[1].logLikelihood - 1.4e-4) < 2e-6)
    // In units in which the old share of |ℓ| would be another.
    let other = try maxima(unit: 1024, method: EMMethod(expectation: .minibatch(rows: 5)))
    #expect(other.map(\.seeds) == own.map(\.seeds))
  }

  @Test("What a geometric series still promises is its rest; gains that are none promise nothing")
  func promised() {
    for ratio in [0.1, 0.5, 0.9, 0.99] {
      // Σ_{i ≥ 0} r^i = 1/(1 − r), of which the gains 1 and r were made.
      let rest = 1 / (1 - ratio) - 1 - ratio
      #expect(abs(promisedGain(after: 1, ratio) - rest) < 1e-9 * rest)
    }
    #expect(promisedGain(after: 1, 0.9999) < 1000)
    for (before, last) in [(1.0, 1.0), (1, 2), (1, 0), (1, -0.5), (-1, 0.5), (Double.nan, 0.5)] {
      #expect(promisedGain(after: before, last) == 0)
    }
  }

  @Test("Ends are grouped by where they are bound for, the sound and the suspect each among themselves")
  func grouping() throws {
    let model = AnyEMModel(InformationTests.maximum)
    let suspicion = Finding.spurious(component: 0, rows: 3, ratio: 0.01)
    let ends: [(nats: Double, promised: Double, isSuspect: Bool, hasConverged: Bool)] = [
      (-10, 0, false, true), (-10.001, 0, true, true), (-10.002, 0, false, true), (-10.5, 0.499, false, true),
      (-10.0005, 0, false, false), (-10.003, 0, true, true), (-13, 0, false, true),
    ]
    let findings = MultiStartFindings(
      planned: ends.count, resolution: 0.01,
      outcomes: ends.enumerated().map { index, end in
        StartOutcome(
          seed: UInt64(index), logLikelihood: end.nats, promisedGain: end.promised,
          hasConverged: end.hasConverged, suspicions: end.isSuspect ? [suspicion] : [], model: model)
      }, failures: [])
    #expect(findings.maxima.map(\.seeds) == [[0, 2, 3], [4], [1, 5], [6]])
    #expect(findings.maxima.map(\.logLikelihood) == [-10, -10.0005, -10.001, -13])
  }

  @Test("A start that leads to a degenerate component is flagged, and a sound maximum is preferred to it")
  func degenerate() throws {
    // Half of the rows are one and the same point: only the ridge holds a component there.
    let values = (0..<20).map { [$0 < 10 ? 3.0 : Double($0) * 1.7] }
    var study = MultiStart(
      data: DataTable(name: "point", values: Matrix(values)),
      plan: MixtureSettings(components: 2, ridge: 1e-8).plan, count: 6)
    try study.finish(in: workspace())
    let greatest = try #require(study.findings.greatest)
    #expect(greatest.isSuspect)
    #expect(
      greatest.outcome.suspicions.contains {
        if case .restsOnRidge = $0 { true } else if case .collapsing = $0 { true } else { false }
      })
  }

  @Test("A maximum on a few rows that lie on a line is suspected, a component like the others is not")
  func spurious() throws {
    let maximum = InformationTests.maximum
    #expect(maximum.suspicions.isEmpty)
    // Five rows on a line, and the rest: a local maximum of Old Faithful with a component of its own for them.
    var parameters = MixtureParameters(
      weights: [0.02, 0.98], means: Matrix([[4.5, 80], [3.5, 70.9]]),
      covariances: [Matrix([[0.04, 0], [0, 1e-3]]), Matrix([[1.3, 13.9], [13.9, 184]])])
    var mixture = maximum
    mixture.parameters = parameters
    #expect(mixture.suspicions.count == 1)
    if case .spurious(let component, let rows, let ratio)? = mixture.suspicions.first {
      #expect(component == 0 && abs(rows - 5.44) < 1e-9 && ratio < 0.01)
    }
    parameters.weights = [0.2, 0.8]
    mixture.parameters = parameters
    #expect(mixture.suspicions.isEmpty)
  }
}
