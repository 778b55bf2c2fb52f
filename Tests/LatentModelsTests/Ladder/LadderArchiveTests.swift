import LatentModels
import NumericCore
import Testing

@Suite("Archives of a ladder")
struct LadderArchiveTests {
  /// Every third row of Old Faithful, every rung, a part of the rows held out, and where the ladder stood after so many rungs.
  private struct Recorded {
    var whole: LadderFindings
    var archives: [Int: ModelArchive] = [:]
  }

  private static var settings: LadderSettings {
    var settings = Ladders.quick
    settings.holdout = 0.3
    return settings
  }

  private static let recorded: Result<Recorded, any Error> = Result {
    var study = try LadderStudy(data: Ladders.fewRows, settings: settings)
    var recorded = Recorded(whole: study.findings)
    let space = workspace()
    while !study.isFinished {
      let done = study.findings.results.count
      if recorded.archives[done] == nil { recorded.archives[done] = study.findings.archived() }
      try study.advance(in: space)
    }
    recorded.archives[study.findings.results.count] = study.findings.archived()
    recorded.whole = study.findings
    return recorded
  }

  @Test("A ladder read back is the same, and goes on to the same bits from any rung")
  func roundTrip() throws {
    let recorded = try Self.recorded.get()
    let space = workspace()
    for done in [3, 11, 16, 19] {
      let archive = try #require(recorded.archives[done])
      var study = try LadderStudy(archive: archive, data: Ladders.fewRows)
      #expect(study.findings.results.count == done)
      #expect(study.findings.settings == recorded.whole.settings)
      #expect(same(study.findings.archived(), archive))
      try study.finish(in: space)
      let (ours, theirs) = (study.findings.archived(), recorded.whole.archived())
      for (name, tensor) in theirs.tensors {
        #expect(ours.tensors[name].map(bits) == bits(tensor), "\(name) after \(done)")
      }
      #expect(ours.metadata == theirs.metadata)
    }
  }

  private func same(_ one: ModelArchive, _ other: ModelArchive) -> Bool {
    one.metadata == other.metadata && one.tensors.mapValues(bits) == other.tensors.mapValues(bits)
  }

  /// A tensor to the last bit, what is no number included.
  private func bits(_ tensor: ModelArchive.Tensor) -> [UInt64] { tensor.values.map(\.bitPattern) }

  @Test("Comparisons of a ladder read back are the same, to the last bit of the bootstrap")
  func differences() throws {
    let recorded = try Self.recorded.get()
    let study = try LadderStudy(archive: try #require(recorded.archives[19]), data: Ladders.fewRows)
    for rung in [Rung.hard, .kernel, .exactFlow, .learnedLower] {
      #expect(
        try study.findings.difference(of: rung, from: .mixture, evaluation: .heldOut)
          == recorded.whole.difference(of: rung, from: .mixture, evaluation: .heldOut))
    }
  }

  @Test("What rungs share stands once in the archive")
  func shared() throws {
    let archive = try #require(try Self.recorded.get().archives[19])
    #expect(archive.metadata["iwae.fitted_for"] == "vae")
    #expect(archive.metadata["net-ode.fitted_for"] == "net-lower")
    #expect(archive.tensors.keys.contains { $0.hasPrefix("net-lower.fit.") })
    #expect(!archive.tensors.keys.contains { $0.hasPrefix("net-ode.fit.") })
    #expect(archive.isLadder && archive.metadata["rungs"]?.hasPrefix("normal,ppca,gmm,") == true)
  }

  @Test("Rows held out that another file brought, a rung that failed, and some rungs only")
  func oddities() throws {
    // Of rows that all stand twice the bandwidth goes to 0.
    let rows = Ladders.fewRows.selectingRows((0..<90).flatMap { [$0, $0] })
    let others = OldFaithful.raw.selectingRows((0..<40).map { 3 * $0 + 1 })
    let plan = LadderPlan([.normal, .kernel, .mixture])
    var study = try LadderStudy(data: rows, heldOut: others, plan: plan, settings: Ladders.quick)
    try study.finish(in: workspace())
    let failure = try #require(Ladders.failure(.kernel, study.findings))
    let copy = try LadderStudy(archive: study.findings.archived(), data: rows)
    #expect(copy.isFinished && Ladders.failure(.kernel, copy.findings) == failure)
    #expect(copy.findings.heldOut?.values == study.findings.heldOut?.values)
    #expect(copy.findings.heldOut?.transform == study.findings.heldOut?.transform)
    #expect(copy.findings.entries.map(\.rung) == plan.rungs)
    #expect(same(copy.findings.archived(), study.findings.archived()))
  }

  @Test("What several seeds came to is kept with the ladder")
  func spread() throws {
    let plan = LadderPlan([.normal, .linearAutoencoder, .mixture])
    var study = try LadderSpread(data: Ladders.fewRows, plan: plan, settings: Ladders.quick, seeds: 3)
    try study.finish(in: workspace())
    let archive = try #require(study.findings.first).archived(with: study.findings)
    let spread = try #require(try LadderSpreadFindings(archive: archive))
    #expect(spread.seeds == 3)
    for rung in plan.rungs {
      for evaluation in RungEvaluation.allCases {
        for value in RungValue.allCases {
          #expect(
            spread.spread(of: rung, evaluation: evaluation, value: value)
              == study.findings.spread(of: rung, evaluation: evaluation, value: value))
        }
      }
    }
    #expect(try LadderSpreadFindings(archive: try #require(study.findings.first).archived()) == nil)
  }

  /// What an archive of three rungs is refused with after `damage`; nil if it is not.
  private func refusal(_ damage: (inout ModelArchive) -> Void) throws -> String? {
    var archive = try #require(try Self.recorded.get().archives[19])
    damage(&archive)
    do {
      _ = try LadderStudy(archive: archive, data: Ladders.fewRows)
      _ = try LadderSpreadFindings(archive: archive)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("What does not add up is refused in words")
  func damaged() throws {
    #expect(try refusal { _ in } == nil)
    #expect(try refusal { $0.metadata["model"] = "gmm" }?.contains("it holds no ladder") == true)
    for names in ["", "normal,normal", "normal,no-such", ",,"] {
      #expect(try refusal { $0.metadata["rungs"] = names }?.contains("rungs") == true, "\(names)")
    }
    #expect(
      try refusal { $0.metadata["ladder.holdout"] = "2" }
        == "part that is held out is 2.0: it must be from 0 to below 1")
    #expect(try refusal { $0.metadata["ladder.samples"] = "41" }?.contains("samples have shape") == true)
    #expect(try refusal { $0.metadata["gmm.fitted_for"] = "ppca" }?.contains("gmm") != true)
    #expect(try refusal { $0.metadata["gmm.fitted_for"] = nil }?.contains("one before it is not") == true)
    #expect(try refusal { $0.metadata["gmm.is_held_out"] = nil }?.contains("no scores of the rows") == true)
    #expect(try refusal { $0.metadata["gmm.seconds"] = "-1" }?.contains("seconds") == true)
    let score = "gmm.held-out.likelihood."
    #expect(
      try refusal { $0.tensors[score + "kind"] = .init([4, .nan]) }?.contains("no kind of a score") == true)
    for rows in [[Double](), Array(repeating: -1, count: 28), [1e200]] {
      #expect(try refusal { $0.tensors[score + "rows"] = .init(rows) } != nil)
    }
    for places in [[0.0, 0], [1, 0], [-1, 2], [0, 27], [0.5, 1], [0, .nan]] {
      #expect(
        try refusal {
          $0.tensors[score + "rows"] = .init([-1, -2])
          $0.tensors[score + "places"] = .init(places)
        } != nil, "\(places)")
    }
    #expect(
      try refusal {
        $0.tensors["seeds"] = .init(shape: [1, 19, 3, 2], values: Array(repeating: 0, count: 114))
      }?
      .contains("\"seeds\"") == true)
  }

  @Test("A ladder on other data than it was begun with is refused where the rows show it")
  func otherData() throws {
    let archive = try #require(try Self.recorded.get().archives[19])
    #expect(throws: FittingError.self) {
      try LadderStudy(archive: archive, data: OldFaithful.raw.selectingRows(Array(0..<50)))
    }
    #expect(throws: FittingError.self) { try LadderStudy(archive: archive, data: Tables.iris) }
  }

  @Test("No damage traps: every part lost, emptied, shortened, reshaped, or filled with what is no number")
  func mangled() throws {
    // One rung of each kind of fit, so that the parts are few.
    let plan = LadderPlan([.mixture, .hard, .kernel, .autoencoder, .exactLower, .learnedLower])
    var study = try LadderStudy(data: Ladders.fewRows, plan: plan, settings: Self.settings)
    try study.finish(in: workspace())
    let archive = study.findings.archived()
    func open(_ damaged: ModelArchive) { _ = try? LadderStudy(archive: damaged, data: Ladders.fewRows) }
    for (name, tensor) in archive.tensors {
      var changes: [ModelArchive.Tensor?] = [
        nil, .init(shape: [0], values: []), .init(shape: [], values: [3]),
      ]
      changes.append(.init(Array(tensor.values.dropLast())))
      changes.append(.init(shape: [1] + tensor.shape, values: tensor.values))
      for value in [Double.nan, .infinity, -1, 0, 1e99, 1e308] {
        changes.append(.init(shape: tensor.shape, values: tensor.values.map { _ in value }))
      }
      for change in changes {
        var damaged = archive
        damaged.tensors[name] = change
        open(damaged)
      }
    }
    for name in archive.metadata.keys {
      for change in [nil, "", "0", "-1", "1e308", "nan", "9223372036854775807", "true", "em", "gmm"] {
        // Settings that are sound but large are somebody's wish.
        var damaged = archive
        damaged.metadata[name] = change
        open(damaged)
      }
    }
  }
}
